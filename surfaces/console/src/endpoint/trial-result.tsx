import type { ParameterTrial } from '@slipway/contracts';
import { StatusMark } from '../components/status-mark.tsx';
import { formatCount, formatShare } from '../format/figures.ts';
import { absoluteTime } from '../format/moments.ts';
import { useLanguage } from '../language/language-provider.tsx';
import field from './field.module.css';
import styles from './trial-result.module.css';

/** What the change would have done to the newest logged rows. */
export const TrialResult = ({ trial }: { readonly trial: ParameterTrial }) => {
  const { t, language } = useLanguage();
  const { rows, from, to, decisionsChanged, reassigned, adjusted, notLogged } = trial;
  if (rows === 0) return <p className={field.hint}>{t('trial.noRows')}</p>;
  return (
    <section className={styles.trial} aria-label={t('trial.title')}>
      <p className={styles.headline} role="status">
        <strong>{t('trial.rows', { rows: formatCount(rows) })}</strong>{' '}
        <span className={field.hint}>
          {from === null || to === null
            ? ''
            : `${absoluteTime(from, language)} – ${absoluteTime(to, language)}`}
        </span>
      </p>
      <StatusMark tone={decisionsChanged === 0 ? 'ok' : 'warn'} strong>
        {t('trial.decisionsChanged', {
          changed: formatCount(decisionsChanged),
          share: formatShare(decisionsChanged / rows),
        })}
      </StatusMark>
      <Decisions trial={trial} />
      {trial.decisions.some(({ decision }) => decision === '(unknown)') ? (
        <p className={field.hint}>{t('trial.unknown')}</p>
      ) : null}
      <Rules trial={trial} />
      {reassigned === 0 ? null : <p>{t('trial.reassigned', { rows: formatCount(reassigned) })}</p>}
      {adjusted === 0 ? null : <p>{t('trial.adjusted', { rows: formatCount(adjusted) })}</p>}
      {notLogged.length === 0 ? null : (
        <div>
          <StatusMark tone="warn">{t('trial.notLogged')}</StatusMark>{' '}
          {notLogged.map((fact) => (
            <code key={fact} className={styles.fact}>
              {fact}
            </code>
          ))}
        </div>
      )}
    </section>
  );
};

const Decisions = ({ trial }: { readonly trial: ParameterTrial }) => {
  const { t } = useLanguage();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('trial.decision')}</th>
          <th scope="col">{t('trial.before')}</th>
          <th scope="col">{t('trial.after')}</th>
        </tr>
      </thead>
      <tbody>
        {trial.decisions.map(({ decision, before, after }) => (
          <tr key={decision} data-changed={before !== after}>
            <th scope="row">
              <code>{decision}</code>
            </th>
            <td>{formatCount(before)}</td>
            <td>{formatCount(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Rules = ({ trial }: { readonly trial: ParameterTrial }) => {
  const { t } = useLanguage();
  if (trial.rules.length === 0) return null;
  return (
    <ul className={styles.rules}>
      {trial.rules.map(({ rule, fired, errors, examples }) => (
        <li key={rule}>
          <b>{rule}</b> {t('trial.fired', { rows: formatCount(fired) })}
          {errors === 0 ? null : (
            <>
              {' '}
              <StatusMark tone="bad">{t('trial.errors', { rows: formatCount(errors) })}</StatusMark>
            </>
          )}
          {examples.length === 0 ? null : (
            <span className={styles.examples}>
              {t('trial.examples')}{' '}
              {examples.map((example) => (
                <code key={example} className={styles.example}>
                  {example}
                </code>
              ))}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
};
