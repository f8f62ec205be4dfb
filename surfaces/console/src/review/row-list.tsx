import type { EvaluatedRow } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { formatFigure } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './importance-panel.module.css';

type Answered = EvaluatedRow['candidate'];

interface RowListProps {
  readonly title: string;
  readonly rows: readonly EvaluatedRow[];
}

/** Single rows of the holdout with what the models said of them; their inputs are at the end, because they are many. */
export const RowList = ({ title, rows }: RowListProps) => {
  const { t } = useLanguage();
  const compared = rows.some(({ champion }) => champion !== null);
  const columns = [
    { title: t('rows.row'), numeric: true },
    { title: t('rows.label') },
    { title: t('metrics.candidate') },
    ...(compared ? [{ title: t('metrics.champion') }] : []),
    { title: t('rows.inputs') },
  ];
  return (
    <DataTable caption={title} columns={columns}>
      {rows.map(({ row, label, candidate, champion, inputs }) => (
        <tr key={row}>
          <td data-numeric="true">{row}</td>
          <th scope="row">{label}</th>
          <td>
            <Answer answer={candidate} />
          </td>
          {compared ? <td>{champion === null ? '–' : <Answer answer={champion} />}</td> : null}
          <td className={styles.soft}>
            {Object.entries(inputs)
              .map(([name, value]) => `${name} ${value === null ? '–' : String(value)}`)
              .join(' · ')}
          </td>
        </tr>
      ))}
    </DataTable>
  );
};

const Answer = ({ answer: { score, decision, loss } }: { readonly answer: Answered }) => {
  const { t } = useLanguage();
  return (
    <>
      {formatFigure(score)} {decision}{' '}
      <span className={styles.soft}>{t('rows.loss', { loss: formatFigure(loss) })}</span>
    </>
  );
};
