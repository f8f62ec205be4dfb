import { SlipwayError, type Window } from '@slipway/contracts';

/** Milliseconds since the epoch: from ≤ t < to. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Throws INVALID_REQUEST when the window ends before it begins. */
export const spanOf = (window: Window, field = 'window'): Span => {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  if (from > to)
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `${field}.to: lies before ${field}.from` },
      { field: `${field}.to` },
    );
  return { from, to };
};

/** The condition on the time column; binds `$from` and `$to`. */
export const WITHIN =
  '"at" >= make_timestamp($from::bigint * 1000) and "at" < make_timestamp($to::bigint * 1000)';
