import type { Evaluation } from '@slipway/contracts';
import { Figure } from '../components/figure.tsx';
import { IntervalPlot } from '../components/interval-plot.tsx';
import { metricName } from '../components/metric-name.ts';
import { DIFFERENCE_TONES, DifferenceMark } from '../components/verdict-mark.tsx';
import { formatFigure } from '../format/figures.ts';
import { judgeDifference } from '../judgement/judge-difference.ts';
import { plotDomain } from '../judgement/plot-domain.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './headline-metrics.module.css';

/** Ranking and calibration in one figure each, for a binary task; what else there is where they are missing. */
const FIRST = ['auc', 'brier'];

const shownMetrics = (metrics: Evaluation['metrics']): string[] => {
  const first = FIRST.filter((metric) => metric in metrics);
  return first.length > 0 ? first : Object.keys(metrics).slice(0, 2);
};

/** The two figures by which a candidate is first judged, against the champion on the same rows. */
export const HeadlineMetrics = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { t } = useLanguage();
  const { metrics, comparison } = evaluation;
  return (
    <div className={styles.metrics}>
      {shownMetrics(metrics).map((metric) => {
        const candidate = metrics[metric];
        const compared = comparison?.metrics[metric];
        if (candidate === undefined) return null;
        if (compared === undefined) {
          return (
            <div key={metric} className={styles.row}>
              <span className={styles.name}>{metricName(metric, t)}</span>
              <Figure estimate={candidate} />
            </div>
          );
        }
        const verdict = judgeDifference(metric, compared.difference);
        return (
          <div key={metric} className={styles.row}>
            <span className={styles.name}>{metricName(metric, t)}</span>
            <span className={styles.against}>
              <strong>{formatFigure(compared.candidate.value)}</strong>{' '}
              {t('difference.against', {
                champion: formatFigure(compared.champion.value),
                version: comparison?.champion.version ?? 0,
              })}
            </span>
            <span className={styles.plot}>
              <IntervalPlot
                estimate={compared.difference}
                domain={plotDomain([compared.difference], 0)}
                reference={0}
                tone={DIFFERENCE_TONES[verdict]}
              />
            </span>
            <span className={styles.difference}>
              <Figure estimate={compared.difference} signed />
            </span>
            <span className={styles.verdict}>
              <DifferenceMark verdict={verdict} />
            </span>
          </div>
        );
      })}
      {comparison === null ? <p className={styles.alone}>{t('comparison.none')}</p> : null}
    </div>
  );
};
