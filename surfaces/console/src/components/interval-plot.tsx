import type { Estimate } from '@slipway/contracts';
import { type Domain, placeIn } from '../judgement/plot-domain.ts';
import styles from './interval-plot.module.css';
import type { Tone } from './status-mark.tsx';

interface IntervalPlotProps {
  readonly estimate: Pick<Estimate, 'value' | 'lower' | 'upper'>;
  readonly domain: Domain;
  /** Where the line of comparison is: zero for a difference, the whole for a slice. */
  readonly reference: number | null;
  readonly tone: Tone;
}

const WIDTH = 88;
const HEIGHT = 16;

/** An interval as a bar around its value. The figures stand beside it in words, so it is hidden from assistive technology. */
export const IntervalPlot = ({ estimate, domain, reference, tone }: IntervalPlotProps) => {
  const { value, lower, upper } = estimate;
  const at = (number: number): number => placeIn(domain, number) * WIDTH;
  return (
    <svg
      aria-hidden="true"
      className={styles.plot}
      data-tone={tone}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
    >
      <line className={styles.axis} x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      {reference === null ? null : (
        <line className={styles.reference} x1={at(reference)} x2={at(reference)} y1={0} y2={HEIGHT} />
      )}
      {lower === null || upper === null ? null : (
        <rect
          className={styles.bar}
          x={at(lower)}
          width={Math.max(1, at(upper) - at(lower))}
          y={6}
          height={4}
          rx={2}
        />
      )}
      {value === null ? null : <circle className={styles.value} cx={at(value)} cy={HEIGHT / 2} r={3.4} />}
    </svg>
  );
};
