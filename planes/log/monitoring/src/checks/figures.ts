/** Three significant digits, for sentences: 0.0123, 1.5, 12300. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)));

/** A share as a percentage with one decimal: `2.5 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** A count with thousands separated. */
export const count = (value: number): string => value.toLocaleString('en');
