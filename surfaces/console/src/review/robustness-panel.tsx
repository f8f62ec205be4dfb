import type { Robustness } from '@slipway/contracts';
import { DataTable } from '../components/data-table.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { formatCount, formatFigure, formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import grid from './figure-grid.module.css';

/** What becomes of the score when a feature is missing, out of its range, or of a category that nobody has seen. */
export const RobustnessPanel = ({
  robustness,
  champion,
}: {
  readonly robustness: Robustness;
  /** Of the same rows, where there is a champion. */
  readonly champion: Robustness | undefined;
}) => {
  const { t } = useLanguage();
  const { cases, rows } = robustness;
  const columns = [
    { title: t('importance.feature') },
    { title: t('robustness.change') },
    { title: t('robustness.meanChange'), numeric: true },
    { title: t('robustness.p95Change'), numeric: true },
    { title: t('robustness.flipped'), numeric: true },
    ...(champion === undefined ? [] : [{ title: t('curves.champion'), numeric: true }]),
  ];
  return (
    <>
      <DataTable caption={t('robustness.title')} columns={columns}>
        {cases.map(({ feature, change, value, meanChange, p95Change, flipped, refused, refusal }) => (
          <tr key={`${feature} ${change}`}>
            <th scope="row">{feature}</th>
            <td>
              {t(`robustness.${change}`)} {value === null ? null : <code>{String(value)}</code>}{' '}
              {refused === 0 ? null : (
                <span title={refusal}>
                  <StatusMark tone="warn">
                    {t('robustness.refused', { rows: formatCount(refused) })}
                  </StatusMark>
                </span>
              )}
            </td>
            <td data-numeric="true">{formatFigure(meanChange)}</td>
            <td data-numeric="true">{formatFigure(p95Change)}</td>
            <td data-numeric="true">{flipped === null ? '–' : formatShare(flipped)}</td>
            {champion === undefined ? null : (
              <td data-numeric="true">{championText(champion, feature, change)}</td>
            )}
          </tr>
        ))}
      </DataTable>
      <p className={grid.note}>{t('robustness.note', { rows: formatCount(rows) })}</p>
    </>
  );
};

/** What the same change does to the champion: flipped decisions, or the mean change of a regression. */
const championText = ({ cases }: Robustness, feature: string, change: string): string => {
  const found = cases.find((one) => one.feature === feature && one.change === change);
  if (found === undefined) return '–';
  return found.flipped === null ? formatFigure(found.meanChange) : formatShare(found.flipped);
};
