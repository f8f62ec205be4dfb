import { quantile } from './quantile.ts';
import type { Sample } from './sample.ts';
import { sorted } from './sample.ts';

/**
 * Interior edges e₁ < … < eₖ cut the line into k+1 bins. `closed` says which bin owns a value equal to an edge:
 * `right`: bin i is (eᵢ, eᵢ₊₁]; `left`: [eᵢ, eᵢ₊₁). The outer bins are unbounded, so nothing falls outside.
 */
export type ClosedSide = 'left' | 'right';

/** `bins` equal-width bins of [lower, upper]: bins − 1 interior edges. */
export function equalWidthEdges(bins: number, lower = 0, upper = 1): number[] {
  return Array.from({ length: bins - 1 }, (_, i) => lower + ((i + 1) * (upper - lower)) / bins);
}

/**
 * Equal-frequency edges: the interior quantiles (numpy linear) of the sample, equal ones merged, so ties may leave
 * fewer bins. Non-finite values are ignored; an empty sample has no edges.
 */
export function quantileEdges(sample: Sample, bins = 10): number[] {
  const values = sorted(sample).filter(Number.isFinite);
  if (values.length === 0) return [];
  const edges: number[] = [];
  for (let i = 1; i < bins; i++) {
    const edge = quantile(values, i / bins)!;
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return edges;
}

/** The bin (0 to edges.length) of a value. */
export function binIndex(edges: readonly number[], value: number, closed: ClosedSide = 'right'): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const edge = edges[middle]!;
    if (edge < value || (closed === 'left' && edge === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows per bin; NaN and infinite rows are counted apart as `missing`. */
export function binCounts(
  sample: Sample,
  edges: readonly number[],
  closed: ClosedSide = 'right',
): { counts: number[]; missing: number } {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let missing = 0;
  for (let i = 0; i < sample.length; i++) {
    const value = sample[i]!;
    if (Number.isFinite(value)) counts[binIndex(edges, value, closed)]!++;
    else missing++;
  }
  return { counts, missing };
}
