import type { FairnessResult, Range } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { rateName } from '../components/rate-name.ts';
import { StatusMark } from '../components/status-mark.tsx';
import { formatCount, formatFigure, formatInterval } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './fairness-panel.module.css';
import grid from './figure-grid.module.css';

/** The ratio that the "four fifths" rule asks for. */
const FOUR_FIFTHS = 0.8;

/** How alike the groups of each declared column are treated. */
export const FairnessPanel = ({
  fairness,
  champion = [],
}: {
  readonly fairness: readonly FairnessResult[];
  /** Of the same rows, where there is a champion. */
  readonly champion?: readonly FairnessResult[] | undefined;
}) => {
  const { t } = useLanguage();
  return (
    <>
      {fairness.map((result) => (
        <div key={result.column}>
          <h3 className={styles.column}>
            {result.column}{' '}
            {result.reference === null ? null : (
              <span className={styles.soft}>{t('fairness.reference', { reference: result.reference })}</span>
            )}
          </h3>
          <Gaps result={result} champion={champion.find(({ column }) => column === result.column)} />
          <Groups result={result} />
          {result.leftOut === undefined ? null : (
            <p className={grid.note}>{t('fairness.leftOut', { groups: formatCount(result.leftOut) })}</p>
          )}
        </div>
      ))}
      <p className={grid.note}>{t('fairness.note')}</p>
    </>
  );
};

const Gaps = ({
  result,
  champion,
}: {
  readonly result: FairnessResult;
  readonly champion: FairnessResult | undefined;
}) => {
  const { t } = useLanguage();
  const columns = [
    { title: t('fairness.rate') },
    { title: t('fairness.gap') },
    ...(champion === undefined ? [] : [{ title: t('curves.champion') }]),
    { title: t('fairness.ratio') },
    { title: t('fairness.pairs') },
  ];
  return (
    <DataTable caption={`${t('fairness.title')}: ${result.column}`} columns={columns}>
      {Object.entries(result.gaps).map(([rate, gap]) => (
        <tr key={rate}>
          <th scope="row">{rateName(rate, t)}</th>
          <td title={gap.method}>
            <RangeText range={gap.difference} />
          </td>
          {champion === undefined ? null : (
            <td>{champion.gaps[rate] ? <RangeText range={champion.gaps[rate].difference} /> : '–'}</td>
          )}
          <td>
            {gap.ratio === null ? (
              '–'
            ) : (
              <>
                <RangeText range={gap.ratio} />{' '}
                {gap.ratio.value !== null && gap.ratio.value < FOUR_FIFTHS ? (
                  <StatusMark tone="warn">{'< 0.8'}</StatusMark>
                ) : null}
              </>
            )}
          </td>
          <td>
            {t('fairness.between', { highest: gap.highest, lowest: gap.lowest })}{' '}
            {gap.excluded.length === 0 ? null : (
              <span className={styles.soft}>
                {t('fairness.excluded', { groups: gap.excluded.join(', ') })}
              </span>
            )}
          </td>
        </tr>
      ))}
    </DataTable>
  );
};

const Groups = ({ result }: { readonly result: FairnessResult }) => {
  const { t } = useLanguage();
  const rates = Object.keys(result.gaps);
  const columns = [
    { title: t('fairness.group') },
    { title: t('slices.rows'), numeric: true },
    ...rates.map((rate) => ({ title: rateName(rate, t) })),
  ];
  return (
    <DataTable caption={t('fairness.groupsOf', { column: result.column })} columns={columns}>
      {result.groups.map(({ group, rows, status, rates: measured }) => (
        <tr key={group}>
          <th scope="row">{group}</th>
          <td data-numeric="true">{formatCount(rows)}</td>
          {rates.map((rate) => {
            const range = measured[rate];
            return (
              <td key={rate}>
                {status !== 'ok' ? (
                  <span className={styles.soft}>{t('slices.insufficient')}</span>
                ) : range == null ? (
                  '–'
                ) : (
                  <RangeText range={range} />
                )}
              </td>
            );
          })}
        </tr>
      ))}
    </DataTable>
  );
};

const RangeText = ({ range }: { readonly range: Range }) => (
  <>
    {formatFigure(range.value, 3)}{' '}
    <span className={styles.soft}>{formatInterval(range, formatFigure, 3)}</span>
  </>
);
