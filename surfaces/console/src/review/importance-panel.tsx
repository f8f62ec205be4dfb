import type { PermutationImportance } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { formatCount, formatDifference } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import grid from './figure-grid.module.css';
import styles from './importance-panel.module.css';

const WIDTH = 120;

/** How much worse the model becomes without each feature, the most important first. */
export const ImportancePanel = ({ importance }: { readonly importance: PermutationImportance }) => {
  const { t } = useLanguage();
  const { features, unmeasured, rows, repeats, loss } = importance;
  const most = Math.max(0, ...features.map(({ increase }) => increase));
  return (
    <>
      <DataTable
        caption={t('importance.title')}
        columns={[{ title: t('importance.feature') }, { title: t('importance.increase') }]}
      >
        {features.map(({ feature, increase, lowest, highest }) => (
          <tr key={feature}>
            <th scope="row">{feature}</th>
            <td>
              <span className={styles.bar}>
                <svg className={styles.track} viewBox={`0 0 ${WIDTH} 8`} aria-hidden="true">
                  <rect width={most === 0 ? 0 : Math.max(0, (increase / most) * WIDTH)} height={8} rx={2} />
                </svg>
                {formatDifference(increase, 4)}
                <span className={styles.soft}>
                  [{formatDifference(lowest, 4)}, {formatDifference(highest, 4)}]
                </span>
              </span>
            </td>
          </tr>
        ))}
      </DataTable>
      <p className={grid.note}>
        {t('importance.note', { rows: formatCount(rows), repeats, loss })}{' '}
        {unmeasured.length === 0
          ? null
          : t('importance.unmeasured', { features: unmeasured.map(({ feature }) => feature).join(', ') })}
      </p>
    </>
  );
};
