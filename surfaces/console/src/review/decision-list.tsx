import type { Decision } from '@slipway/contracts';
import { Moment } from '../components/moment.tsx';
import { personName } from '../components/person-name.ts';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './decision-list.module.css';

const TONES = { approve: 'ok', reject: 'bad', 'request-changes': 'warn' } as const;

/** Who decided what, and why, in the order in which it happened. */
export const DecisionList = ({ decisions }: { readonly decisions: readonly Decision[] }) => {
  const { t } = useLanguage();
  if (decisions.length === 0) return <p className={styles.soft}>{t('decision.none')}</p>;
  return (
    <ul className={styles.list}>
      {decisions.map(({ verdict, by, at, reason, accepted }) => (
        <li key={`${by.subject} ${at}`} className={styles.decision}>
          <p className={styles.top}>
            <StatusMark tone={TONES[verdict]} strong>
              {t(`decision.${verdict}`)}
            </StatusMark>
            <span className={styles.soft}>
              {personName(by)}, <Moment at={at} />
            </span>
          </p>
          <blockquote className={styles.reason}>{reason}</blockquote>
          {by.unattended ? <StatusMark tone="warn">{t('decision.unattendedLong')}</StatusMark> : null}
          {accepted.length === 0 ? null : (
            <p className={styles.soft}>{t('decision.accepted', { criteria: accepted.join(', ') })}</p>
          )}
        </li>
      ))}
    </ul>
  );
};
