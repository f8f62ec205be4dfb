import { type PageQuery, SlipwayError } from '@slipway/contracts';

/** The number below which the page begins; null for the first page. Throws INVALID_REQUEST for a cursor of another making. */
export const cursorOf = ({ before }: Pick<PageQuery, 'before'>): number | null => {
  if (before === undefined) return null;
  if (!/^\d{1,9}$/.test(before)) {
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: 'before: must be the "next" of the previous page' },
      { field: 'before' },
    );
  }
  return Number(before);
};

/** A page of rows, newest first, of which one more than the limit was asked for. */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  numberOf: (row: Row) => number,
  toItem: (row: Row) => Item,
): { items: Item[]; next: string | null } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    next: rows.length > limit && last !== undefined ? String(numberOf(last)) : null,
  };
};
