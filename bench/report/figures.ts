import type { Spread } from '../load/spread.ts';

/** `54,200` */
export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** Milliseconds with two decimals. */
export const milliseconds = (value: number): string => value.toFixed(2);

/** `0.88 (0.86–0.90)`: the median and the range. */
export const ratio = ({ median, min, max }: Spread): string =>
  `${median.toFixed(3)} (${min.toFixed(3)}–${max.toFixed(3)})`;

/** `54,200 (53,100–55,000)` */
export const range = ({ median, min, max }: Spread): string =>
  `${count(median)} (${count(min)}–${count(max)})`;

/** Rounded for the JSON line: more digits would be noise. */
export const digits = (value: number, places: number): number => Number(value.toFixed(places));
