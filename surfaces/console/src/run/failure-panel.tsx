import type { Run } from '@slipway/contracts';
import { CommandLine } from '../components/command-line.tsx';
import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './failure-panel.module.css';

/** Why the run failed: the reason and the last words of each step that did, and what to type next. Nothing for other runs. */
export const FailurePanel = ({ run }: { readonly run: Run }) => {
  const { t } = useLanguage();
  const failed = run.steps.flatMap(({ name, state, failure }) =>
    state === 'failed' && failure !== null ? [{ name, ...failure }] : [],
  );
  if (failed.length === 0) return null;
  return (
    <Panel id="failure" title={t('runPage.why')}>
      <div className={styles.body}>
        {failed.map(({ name, reason, lastLines }) => (
          <div key={name} className={styles.failure}>
            <p className={styles.reason}>
              <strong>{name}</strong>: {reason}
            </p>
            {lastLines.length === 0 ? null : (
              <section
                className={styles.last}
                // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
                tabIndex={0}
                aria-label={t('runPage.lastLines', { step: name })}
              >
                <pre>{lastLines.join('\n')}</pre>
              </section>
            )}
          </div>
        ))}
        {run.state === 'failed' ? <CommandLine command={`npx slipway run retry ${run.id}`} /> : null}
      </div>
    </Panel>
  );
};
