import type { Evaluation } from '@slipway/contracts';
import { formatCount, formatShare } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './calibration-chart.module.css';

const SIZE = 220;
const PAD = 26;
const at = (share: number): number => PAD + share * (SIZE - PAD - 6);
const up = (share: number): number => SIZE - at(share);

/** Predicted against observed share, bin by bin: on the diagonal the score is the probability that it claims to be. */
export const CalibrationChart = ({ bins }: { readonly bins: Evaluation['calibration'] }) => {
  const { t } = useLanguage();
  const used = bins.filter(({ rows }) => rows > 0);
  const far = Math.max(
    0.1,
    ...used.map(({ meanScore, observedUpper }) => Math.max(meanScore, observedUpper)),
  );
  const limit = Math.min(1, Math.ceil(far * 10) / 10);
  const place = (share: number): number => share / limit;
  return (
    <div className={styles.body}>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={t('calibration.chart')}
      >
        {[0, 0.5, 1].map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={at(0)} x2={at(1)} y1={up(tick)} y2={up(tick)} />
            <text className={styles.tick} x={at(0) - 4} y={up(tick) + 3} textAnchor="end">
              {Math.round(tick * limit * 100)}
            </text>
            <text className={styles.tick} x={at(tick)} y={up(0) + 13} textAnchor="middle">
              {Math.round(tick * limit * 100)}
            </text>
          </g>
        ))}
        <line className={styles.ideal} x1={at(0)} y1={up(0)} x2={at(1)} y2={up(1)} />
        {used.map(({ lower, meanScore, observed, observedLower, observedUpper }) => (
          <g key={lower} className={styles.bin}>
            <line
              x1={at(place(meanScore))}
              x2={at(place(meanScore))}
              y1={up(place(observedLower))}
              y2={up(place(observedUpper))}
            />
            <circle cx={at(place(meanScore))} cy={up(place(observed))} r={3} />
          </g>
        ))}
      </svg>
      <table className={styles.table}>
        <caption className="hidden-text">{t('calibration.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('calibration.predicted')}</th>
            <th scope="col">{t('calibration.observed')}</th>
            <th scope="col">{t('slices.rows')}</th>
          </tr>
        </thead>
        <tbody>
          {used.map(({ lower, meanScore, observed, observedLower, observedUpper, rows }) => (
            <tr key={lower}>
              <td>{formatShare(meanScore)}</td>
              <td>
                {formatShare(observed)}{' '}
                <span className={styles.interval}>
                  [{formatShare(observedLower)}, {formatShare(observedUpper)}]
                </span>
              </td>
              <td>{formatCount(rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
