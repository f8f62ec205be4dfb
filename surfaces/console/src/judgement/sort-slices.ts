import type { SliceResult } from '@slipway/contracts';
import { orderSlices } from './order-slices.ts';

export type SliceKey = 'slice' | 'rows' | 'positives' | 'metric' | 'harm' | 'p';

/** By which column slices are sorted; null: harmed first, as `orderSlices` has it. */
export interface SliceOrder {
  readonly key: SliceKey;
  readonly descending: boolean;
}

/** Slices in an order that a person chose. Those without the figure come last either way. */
export const sortSlices = (
  slices: readonly SliceResult[],
  order: SliceOrder | null,
  metric: string,
): SliceResult[] => {
  if (order === null) return orderSlices(slices);
  const { key, descending } = order;
  if (key === 'slice') {
    const ascending = [...slices].sort((a, b) =>
      `${a.column} ${a.value}`.localeCompare(`${b.column} ${b.value}`, undefined, { numeric: true }),
    );
    return descending ? ascending.reverse() : ascending;
  }
  const figure = (slice: SliceResult): number | null => {
    if (key === 'rows') return slice.rows;
    if (key === 'positives') return slice.rows === 0 ? null : slice.positives / slice.rows;
    if (key === 'metric') return slice.metrics[metric]?.value ?? null;
    return (key === 'harm' ? slice.harm?.difference.value : slice.harm?.adjustedP) ?? null;
  };
  return slices
    .map((slice) => ({ slice, value: figure(slice) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return descending ? b.value - a.value : a.value - b.value;
    })
    .map(({ slice }) => slice);
};
