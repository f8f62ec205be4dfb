import type { RangeSpace, Scalar, SearchPlan, ValueSpace } from '@slipway/contracts';
import type { Random } from '@slipway/statistics';

export type Space = ValueSpace | RangeSpace;
export type Parameters = Readonly<Record<string, Scalar>>;

/** Digits of a drawn or placed number: finer than any parameter is sensitive to, short enough to be read in a table. */
const DIGITS = 6;

const within = (value: number, { min, max }: RangeSpace): number =>
  Math.min(max, Math.max(min, Number(value.toPrecision(DIGITS))));

/** The number at a share of the way from `min` to `max`, on the scale of the range. */
const placed = (range: RangeSpace, share: number): number => {
  const { min, max, scale, integer } = range;
  const value =
    scale === 'log'
      ? Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min)))
      : min + share * (max - min);
  return integer ? Math.min(max, Math.max(min, Math.round(value))) : within(value, range);
};

/** The values that a grid tries of one parameter, each once; whole numbers may come to fewer than `points`. */
export const gridValues = (space: Space): Scalar[] => {
  if ('values' in space) return [...space.values];
  const { points = 2 } = space;
  return [...new Set(Array.from({ length: points }, (_, index) => placed(space, index / (points - 1))))];
};

/** One value, drawn evenly on the scale of the range. */
export const drawValue = (space: Space, random: Random): Scalar => {
  const share = random();
  if ('values' in space) return space.values[Math.floor(share * space.values.length)] as Scalar;
  if (!space.integer) return placed(space, share);
  // Whole numbers own the interval up to the next one, so that the ends are as likely as the rest.
  const { max } = space;
  const wide = { ...space, max: max + 1, integer: false };
  return Math.min(max, Math.floor(placed(wide, share)));
};

/** Names in an order that the database, which keeps no order of keys, cannot change. */
export const spacesOf = (parameters: SearchPlan['parameters']): [string, Space][] =>
  Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
