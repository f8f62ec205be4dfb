import type { Estimate } from '@slipway/contracts';

/** Digits after the point, so that a share keeps four and an error in minutes is not drowned in them. */
export const digitsFor = (value: number): number => {
  const size = Math.abs(value);
  return size < 1 ? 4 : size < 100 ? 2 : 0;
};

/** `0.7123`, with a true minus; a figure that is not defined is a dash. */
export const formatFigure = (value: number | null, digits = value === null ? 0 : digitsFor(value)): string =>
  value === null ? '–' : value.toFixed(digits).replace('-', '−');

/** `+0.0045` or `−0.0013`. */
export const formatDifference = (value: number | null, digits?: number): string =>
  value === null || value < 0 ? formatFigure(value, digits) : `+${formatFigure(value, digits)}`;

/** `[0.7081, 0.7165]`, or nothing where there is no interval. */
export const formatInterval = (
  { lower, upper }: Pick<Estimate, 'lower' | 'upper'>,
  format: (value: number, digits?: number) => string = formatFigure,
  digits?: number,
): string => (lower === null || upper === null ? '' : `[${format(lower, digits)}, ${format(upper, digits)}]`);

/** `0.031`, or `< 0.001`. */
export const formatP = (p: number | null): string =>
  p === null ? '–' : p < 0.001 ? '< 0.001' : p.toFixed(3);

/** `50 %` of a share between 0 and 1. */
export const formatShare = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

/** `200,000`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');
