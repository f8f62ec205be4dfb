import { useQuery } from '@tanstack/react-query';
import { Figure } from '../components/figure.tsx';
import { metricName } from '../components/metric-name.ts';
import { formatCount, formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './experiment-summary.module.css';
import { GuardrailList } from './guardrail-list.tsx';

interface ShadowFiguresProps {
  readonly endpoint: string;
  readonly experiment: string;
}

/** How the shadows compare with the live answers to the same requests. */
export const ShadowFigures = ({ endpoint, experiment }: ShadowFiguresProps) => {
  const { t } = useLanguage();
  const analysis = useQuery(useConsoleQueries().shadowAnalysis(endpoint, experiment));
  return (
    <>
      <ul className={styles.arms}>
        {analysis.data?.shadows.map(({ variant, compared, missing, agreement, labelled, brier }) => (
          <li key={variant}>
            <span className={styles.arm}>{variant}</span>{' '}
            {t('experiment.shadow', {
              compared: formatCount(compared),
              missing: formatCount(missing),
              agreement: agreement.value === null ? '–' : formatShare(agreement.value),
            })}
            {labelled === 0 ? null : (
              <>
                {' · '}
                {metricName('brier', t)} <Figure estimate={brier.difference} signed />
              </>
            )}
          </li>
        ))}
      </ul>
      {analysis.data === undefined ? null : <GuardrailList guardrails={analysis.data.guardrails} />}
      {analysis.error === null ? null : (
        <p className={styles.facts}>{t('experiment.noFigures', { reason: analysis.error.message })}</p>
      )}
    </>
  );
};
