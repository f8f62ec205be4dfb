import type { Range, ThresholdTable as Thresholds } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { formatFigure, formatInterval, formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import grid from './figure-grid.module.css';
import styles from './threshold-table.module.css';

interface ThresholdTableProps {
  readonly thresholds: Thresholds;
  readonly declared: number;
}

/** What deciding at each threshold would do: the declared one, and those that would be best, stand out. */
export const ThresholdTable = ({ thresholds, declared }: ThresholdTableProps) => {
  const { t } = useLanguage();
  const { rows, bestByF1, bestByCost, costs, methods } = thresholds;
  const columns = [
    { title: t('thresholds.threshold') },
    { title: t('thresholds.flagged'), numeric: true },
    { title: t('thresholds.precision'), numeric: true },
    { title: t('thresholds.recall'), numeric: true },
    { title: t('thresholds.falsePositiveRate'), numeric: true },
    { title: t('thresholds.f1'), numeric: true },
    ...(costs === null ? [] : [{ title: t('thresholds.cost'), numeric: true }]),
  ];
  return (
    <>
      <DataTable caption={t('thresholds.title')} columns={columns}>
        {rows.map((row) => {
          const marks = [
            ...(row.threshold === declared ? [{ key: 'declared', text: t('thresholds.declared') }] : []),
            ...(row.threshold === bestByF1
              ? [{ key: 'f1', text: t('thresholds.best', { what: t('thresholds.f1') }) }]
              : []),
            ...(row.threshold === bestByCost
              ? [{ key: 'cost', text: t('thresholds.best', { what: t('thresholds.cost') }) }]
              : []),
          ];
          return (
            <tr key={row.threshold} className={marks.length === 0 ? undefined : styles.named}>
              <th scope="row">
                {Number(row.threshold.toPrecision(4))}
                <span className={styles.marks}>
                  {marks.map(({ key, text }) => (
                    <StatusMark key={key} tone={key === 'declared' ? 'busy' : 'ok'} icon="check">
                      {text}
                    </StatusMark>
                  ))}
                </span>
              </th>
              <Cell range={row.selectionRate} format={formatShare} method={methods.selectionRate} />
              <Cell range={row.precision} format={formatShare} method={methods.precision} />
              <Cell range={row.recall} format={formatShare} method={methods.recall} />
              <Cell range={row.falsePositiveRate} format={formatShare} method={methods.falsePositiveRate} />
              <Cell range={row.f1} format={formatFigure} method={methods.f1} digits={3} />
              {row.cost === null ? null : (
                <Cell range={row.cost} format={formatFigure} method={methods.cost} digits={3} />
              )}
            </tr>
          );
        })}
      </DataTable>
      <p className={grid.note}>{t('thresholds.note')}</p>
    </>
  );
};

interface CellProps {
  readonly range: Range;
  readonly format: (value: number, digits?: number) => string;
  readonly method: string | undefined;
  readonly digits?: number;
}

const Cell = ({ range, format, method, digits }: CellProps) => (
  <td data-numeric="true" title={method}>
    {range.value === null ? '–' : format(range.value, digits)}
    <span className={styles.interval}>{formatInterval(range, format, digits)}</span>
  </td>
);
