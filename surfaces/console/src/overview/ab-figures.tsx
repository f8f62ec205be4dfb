import type { ExperimentAnalysis } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { Figure } from '../components/figure.tsx';
import { IntervalPlot } from '../components/interval-plot.tsx';
import { metricName } from '../components/metric-name.ts';
import { StatusMark } from '../components/status-mark.tsx';
import { DIFFERENCE_TONES } from '../components/verdict-mark.tsx';
import { formatCount } from '../format/figures.ts';
import { judgeDifference } from '../judgement/judge-difference.ts';
import { plotDomain } from '../judgement/plot-domain.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './experiment-summary.module.css';
import { GuardrailList } from './guardrail-list.tsx';

interface AbFiguresProps {
  readonly endpoint: string;
  readonly experiment: string;
  /** What the test is decided on. */
  readonly metric?: string | undefined;
}

/** What the arms of an A/B test have shown so far. */
export const AbFigures = ({ endpoint, experiment, metric = 'brier' }: AbFiguresProps) => {
  const { t } = useLanguage();
  const analysis = useQuery(useConsoleQueries().analysis(endpoint, experiment));
  return (
    <>
      {analysis.data === undefined ? null : <LiveFigures analysis={analysis.data} decidedOn={metric} />}
      {analysis.error === null ? null : (
        <p className={styles.facts}>{t('experiment.noFigures', { reason: analysis.error.message })}</p>
      )}
    </>
  );
};

const ACTION_TONES = { promote: 'ok', keep: 'warn', wait: 'busy', inconclusive: 'bad' } as const;

interface LiveFiguresProps {
  readonly analysis: ExperimentAnalysis;
  readonly decidedOn: string;
}

const LiveFigures = ({ analysis, decidedOn }: LiveFiguresProps) => {
  const { t } = useLanguage();
  const { recommendation, sampleRatio } = analysis;
  return (
    <>
      <ul className={styles.arms}>
        {analysis.arms.map(({ variant, predictions, labelled }) => (
          <li key={variant}>
            <span className={styles.arm}>{variant}</span>{' '}
            {t('experiment.arm', { predictions: formatCount(predictions), labelled: formatCount(labelled) })}
          </li>
        ))}
      </ul>
      {analysis.comparisons
        .filter(({ metric }) => metric === decidedOn)
        .map(({ variant, metric, difference }) => (
          <p key={variant} className={styles.difference}>
            <span className={styles.arm}>
              {variant} {metricName(metric, t)}
            </span>
            <IntervalPlot
              estimate={difference}
              domain={plotDomain([difference], 0)}
              reference={0}
              tone={DIFFERENCE_TONES[judgeDifference(metric, difference)]}
            />
            <Figure estimate={difference} signed />
          </p>
        ))}
      <GuardrailList guardrails={analysis.guardrails} />
      {sampleRatio.ok ? null : <StatusMark tone="bad">{t('experiment.ratio')}</StatusMark>}
      <p>
        <StatusMark tone={ACTION_TONES[recommendation.action]} icon="forward">
          {t(`experiment.${recommendation.action}`)}
        </StatusMark>{' '}
        <span className={styles.facts}>{recommendation.reason}</span>
      </p>
    </>
  );
};
