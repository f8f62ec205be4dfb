import type { Evaluation } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { Figure } from '../components/figure.tsx';
import { IntervalPlot } from '../components/interval-plot.tsx';
import { metricName } from '../components/metric-name.ts';
import { ConclusionMark, DIFFERENCE_TONES, DifferenceMark } from '../components/verdict-mark.tsx';
import { digitsFor, formatDifference, formatFigure, formatInterval, formatP } from '../format/figures.ts';
import { judgeDifference } from '../judgement/judge-difference.ts';
import { metricDirection } from '../judgement/metric-direction.ts';
import { plotDomain } from '../judgement/plot-domain.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './metrics-table.module.css';

/** Every metric with its interval, and the paired difference to the champion where there is one. */
export const MetricsTable = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { t } = useLanguage();
  const { metrics, comparison } = evaluation;
  const columns = [
    { title: t('metrics.metric') },
    { title: t('metrics.candidate') },
    ...(comparison === null
      ? []
      : [
          { title: t('metrics.champion') },
          { title: t('metrics.difference') },
          { title: t('metrics.p'), numeric: true },
          { title: t('metrics.shows') },
        ]),
  ];
  return (
    <>
      <DataTable caption={t('metrics.title')} columns={columns}>
        {Object.entries(metrics).map(([metric, candidate]) => (
          <tr key={metric}>
            <th scope="row">
              {metricName(metric, t)} <Direction metric={metric} />
            </th>
            <td>
              <Figure estimate={candidate} />
            </td>
            {comparison === null ? null : <ComparedCells metric={metric} comparison={comparison} />}
          </tr>
        ))}
      </DataTable>
      <p className={styles.note}>{t(comparison === null ? 'comparison.none' : 'comparison.paired')}</p>
    </>
  );
};

interface ComparedCellsProps {
  readonly metric: string;
  readonly comparison: NonNullable<Evaluation['comparison']>;
}

const ComparedCells = ({ metric, comparison }: ComparedCellsProps) => {
  const { t } = useLanguage();
  const compared = comparison.metrics[metric];
  if (compared === undefined) {
    return (
      <>
        <td>–</td>
        <td>–</td>
        <td data-numeric="true">–</td>
        <td>–</td>
      </>
    );
  }
  const { champion, candidate, difference, p, method, bootstrap, nonInferiority } = compared;
  const verdict = judgeDifference(metric, difference);
  return (
    <>
      <td className={styles.champion} title={formatInterval(champion)}>
        {formatFigure(champion.value)}
      </td>
      <td>
        <span className={styles.difference}>
          <IntervalPlot
            estimate={difference}
            domain={plotDomain([difference], 0)}
            reference={0}
            tone={DIFFERENCE_TONES[verdict]}
          />
          <Figure estimate={difference} signed digits={digitsFor(candidate.value ?? 0)} />
        </span>
        {bootstrap === undefined ? null : (
          <span className={styles.bootstrap} title={bootstrap.method}>
            {t('metrics.bootstrap', {
              interval: formatInterval(bootstrap, formatDifference, digitsFor(candidate.value ?? 0)),
            })}
          </span>
        )}
      </td>
      <td data-numeric="true" title={method}>
        {formatP(p)}
      </td>
      <td>
        <DifferenceMark verdict={verdict} />
        {nonInferiority === undefined ? null : (
          <span className={styles.margin} title={nonInferiority.method}>
            {t('metrics.margin', { margin: nonInferiority.margin })}{' '}
            <ConclusionMark verdict={nonInferiority.verdict} />
          </span>
        )}
      </td>
    </>
  );
};

const Direction = ({ metric }: { readonly metric: string }) => {
  const { t } = useLanguage();
  const direction = metricDirection(metric);
  if (direction === null) return null;
  const text = t(direction > 0 ? 'metrics.moreIsBetter' : 'metrics.lessIsBetter');
  return (
    <span className={styles.direction} title={text}>
      <span aria-hidden="true">{direction > 0 ? '↑' : '↓'}</span>
      <span className="hidden-text">{text}</span>
    </span>
  );
};
