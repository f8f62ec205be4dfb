import type { Evaluation, SliceResult } from '@slipway/contracts';
import { useState } from 'react';
import { DataTable } from '../components/data-table.tsx';
import { Figure } from '../components/figure.tsx';
import { IntervalPlot } from '../components/interval-plot.tsx';
import { metricName } from '../components/metric-name.ts';
import type { SortDirection } from '../components/sort-header.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { formatCount, formatP, formatShare } from '../format/figures.ts';
import { type Domain, plotDomain } from '../judgement/plot-domain.ts';
import { type SliceKey, type SliceOrder, sortSlices } from '../judgement/sort-slices.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './slices-table.module.css';

/** The metric by which slices are drawn: ranking for a binary task, else the first that there is. */
const drawnMetric = ({ metrics }: Evaluation): string =>
  'auc' in metrics ? 'auc' : (Object.keys(metrics)[0] ?? '');

/** More rows at once hide what follows; the harmed ones are first. */
const SHOWN = 24;

/** Parts of the holdout, each against the whole and, with a champion, against the champion on the same rows. */
export const SlicesTable = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { t } = useLanguage();
  const [order, setOrder] = useState<SliceOrder | null>(null);
  const [all, setAll] = useState(false);
  const metric = drawnMetric(evaluation);
  const whole = evaluation.metrics[metric]?.value ?? null;
  const compared = evaluation.slices.some(({ harm }) => harm !== null);
  const usable = evaluation.slices.filter(({ status }) => status === 'ok');
  const domain = plotDomain(
    usable.flatMap(({ metrics }) => metrics[metric] ?? []),
    whole,
  );
  const sortable = (key: SliceKey, title: string, numeric = false) => ({
    title,
    numeric,
    sort: {
      direction: directionOf(order, key),
      onSort: () => setOrder(nextOrder(order, key)),
    },
  });
  const columns = [
    sortable('slice', t('slices.slice')),
    sortable('rows', t('slices.rows'), true),
    sortable('positives', t('slices.positives'), true),
    sortable('metric', metricName(metric, t)),
    ...(compared ? [sortable('harm', t('slices.harm')), sortable('p', t('slices.p'), true)] : []),
  ];
  const sorted = sortSlices(evaluation.slices, order, metric);
  const { slicesLeftOut: leftOut } = evaluation;
  return (
    <>
      <DataTable caption={t('slices.title')} columns={columns}>
        {(all ? sorted : sorted.slice(0, SHOWN)).map((slice) => (
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
      {all || sorted.length <= SHOWN ? null : (
        <button type="button" className={styles.all} onClick={() => setAll(true)}>
          {t('slices.all', { count: sorted.length })}
        </button>
      )}
      {leftOut === undefined || leftOut.insufficient + leftOut.beyondLimit === 0 ? null : (
        <p className={styles.note}>{t('slices.leftOut', leftOut)}</p>
      )}
    </>
  );
};

/** Numbers are looked through from the largest, names from the first; the third time the order is that of the start. */
const nextOrder = (order: SliceOrder | null, key: SliceKey): SliceOrder | null => {
  const first = key !== 'slice' && key !== 'p';
  if (order?.key !== key) return { key, descending: first };
  return order.descending === first ? { key, descending: !first } : null;
};

const directionOf = (order: SliceOrder | null, key: SliceKey): SortDirection =>
  order?.key !== key ? 'none' : order.descending ? 'descending' : 'ascending';

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
