import type { ConfusionMatrix } from '@slipway/contracts';
import type { CSSProperties } from 'react';
import { DataTable } from '../components/data-table.tsx';
import { formatCount, formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './confusion-table.module.css';
import grid from './figure-grid.module.css';

/** Rows by what is true and what was decided, with their share of the true class; the champion's count below. */
export const ConfusionTable = ({ matrix }: { readonly matrix: ConfusionMatrix }) => {
  const { t } = useLanguage();
  const { classes, rows, champion, threshold } = matrix;
  const columns = [
    { title: t('confusion.actual') },
    ...classes.map((name) => ({ title: t('confusion.decided', { name }), numeric: true })),
  ];
  return (
    <>
      <DataTable caption={t('confusion.title')} columns={columns}>
        {rows.map((counts, actual) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          return (
            <tr key={classes[actual]}>
              <th scope="row">{classes[actual]}</th>
              {counts.map((count, decided) => {
                const share = total === 0 ? 0 : count / total;
                const theirs = champion?.[actual]?.[decided];
                return (
                  <td
                    key={classes[decided]}
                    data-numeric="true"
                    className={styles.cell}
                    style={{ '--share': share } as CSSProperties}
                  >
                    <span className={styles.count}>{formatCount(count)}</span> {formatShare(share)}
                    {theirs === undefined ? null : (
                      <span className={styles.soft}>
                        {t('confusion.champion', { rows: formatCount(theirs) })}
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </DataTable>
      <p className={grid.note}>
        {threshold === null
          ? t('confusion.topLabel')
          : t('confusion.atThreshold', { positive: classes[1] ?? '', threshold })}
      </p>
    </>
  );
};
