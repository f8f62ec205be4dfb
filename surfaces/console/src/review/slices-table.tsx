import type { Evaluation, SliceResult } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { Figure } from '../components/figure.tsx';
import { IntervalPlot } from '../components/interval-plot.tsx';
import { metricName } from '../components/metric-name.ts';
import { StatusMark } from '../components/status-mark.tsx';
import { formatCount, formatP, formatShare } from '../format/figures.ts';
import { orderSlices } from '../judgement/order-slices.ts';
import { type Domain, plotDomain } from '../judgement/plot-domain.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './slices-table.module.css';

/** The metric by which slices are drawn: ranking for a binary task, else the first that there is. */
const drawnMetric = ({ metrics }: Evaluation): string =>
  'auc' in metrics ? 'auc' : (Object.keys(metrics)[0] ?? '');

/** Parts of the holdout, each against the whole and, with a champion, against the champion on the same rows. */
export const SlicesTable = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { t } = useLanguage();
  const metric = drawnMetric(evaluation);
  const whole = evaluation.metrics[metric]?.value ?? null;
  const compared = evaluation.slices.some(({ harm }) => harm !== null);
  const usable = evaluation.slices.filter(({ status }) => status === 'ok');
  const domain = plotDomain(
    usable.flatMap(({ metrics }) => metrics[metric] ?? []),
    whole,
  );
  const columns = [
    { title: t('slices.slice') },
    { title: t('slices.rows'), numeric: true },
    { title: t('slices.positives'), numeric: true },
    { title: metricName(metric, t) },
    ...(compared ? [{ title: t('slices.harm') }, { title: t('slices.p'), numeric: true }] : []),
  ];
  return (
    <DataTable caption={t('slices.title')} columns={columns}>
      {orderSlices(evaluation.slices).map((slice) => (
        <tr key={`${slice.column}=${slice.value}`}>
          <th scope="row">
            <span className={styles.column}>{slice.column}</span> {slice.value}
          </th>
          <td data-numeric="true">{formatCount(slice.rows)}</td>
          <td data-numeric="true">{formatShare(slice.rows === 0 ? 0 : slice.positives / slice.rows)}</td>
          <td>
            <SliceFigure slice={slice} metric={metric} domain={domain} whole={whole} />
          </td>
          {compared ? <HarmCells slice={slice} /> : null}
        </tr>
      ))}
    </DataTable>
  );
};

interface SliceFigureProps {
  readonly slice: SliceResult;
  readonly metric: string;
  readonly domain: Domain;
  readonly whole: number | null;
}

const SliceFigure = ({ slice, metric, domain, whole }: SliceFigureProps) => {
  const { t } = useLanguage();
  const estimate = slice.metrics[metric];
  if (slice.status !== 'ok' || estimate === undefined || estimate.value === null)
    return <span className={styles.column}>{t('slices.insufficient')}</span>;
  return (
    <span className={styles.figure}>
      <IntervalPlot estimate={estimate} domain={domain} reference={whole} tone="busy" />
      <Figure estimate={estimate} digits={3} />
    </span>
  );
};

const HarmCells = ({ slice }: { readonly slice: SliceResult }) => {
  const { t } = useLanguage();
  const { harm } = slice;
  if (harm === null || slice.status !== 'ok') {
    return (
      <>
        <td>–</td>
        <td data-numeric="true">–</td>
      </>
    );
  }
  return (
    <>
      <td>
        <span className={styles.figure}>
          <Figure estimate={harm.difference} signed />
          {harm.significant ? (
            <StatusMark tone="bad" icon="alert" strong>
              {t('slices.harmed')}
            </StatusMark>
          ) : null}
        </span>
      </td>
      <td data-numeric="true">{formatP(harm.adjustedP)}</td>
    </>
  );
};
