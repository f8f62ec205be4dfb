import type { ReactNode } from 'react';
import { niceTicks } from '../judgement/nice-ticks.ts';
import type { Domain } from '../judgement/plot-domain.ts';
import styles from './plot-frame.module.css';

interface Axis {
  readonly title: string;
  readonly domain: Domain;
  readonly format: (value: number) => string;
}

/** Places of values within the frame. */
export interface Placing {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

interface PlotFrameProps {
  /** What the plot says, for those who do not see it. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly children: (place: Placing) => ReactNode;
}

const WIDTH = 300;
const HEIGHT = 240;
const LEFT = 50;
const BOTTOM = 32;
const EDGE = 8;

/** Axes with round ticks around something that is drawn. */
export const PlotFrame = ({ label, x, y, children }: PlotFrameProps) => {
  const place: Placing = {
    x: (value) => LEFT + within(x.domain, value) * (WIDTH - LEFT - EDGE),
    y: (value) => HEIGHT - BOTTOM - within(y.domain, value) * (HEIGHT - BOTTOM - EDGE),
  };
  return (
    <svg className={styles.plot} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {niceTicks(y.domain).map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={LEFT} x2={WIDTH - EDGE} y1={place.y(tick)} y2={place.y(tick)} />
          <text className={styles.tick} x={LEFT - 4} y={place.y(tick) + 3} textAnchor="end">
            {y.format(tick)}
          </text>
        </g>
      ))}
      {niceTicks(x.domain).map((tick) => (
        <text
          key={tick}
          className={styles.tick}
          x={place.x(tick)}
          y={HEIGHT - BOTTOM + 13}
          textAnchor="middle"
        >
          {x.format(tick)}
        </text>
      ))}
      <text className={styles.axis} x={(LEFT + WIDTH - EDGE) / 2} y={HEIGHT - 5} textAnchor="middle">
        {x.title}
      </text>
      <text
        className={styles.axis}
        transform={`translate(10 ${(HEIGHT - BOTTOM + EDGE) / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        {y.title}
      </text>
      {children(place)}
    </svg>
  );
};

const within = ([from, to]: Domain, value: number): number =>
  to === from ? 0.5 : (value - from) / (to - from);

/** Points as the `points` of a polyline. */
export const linePoints = (points: readonly (readonly [number, number])[], { x, y }: Placing): string =>
  points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(' ');
