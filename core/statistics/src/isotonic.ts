import { requireFinite, requireSameLength } from './argument.ts';
import { binIndex } from './binning.ts';
import type { Sample } from './sample.ts';

/** A non-decreasing curve through knots, ascending in x. */
export interface IsotonicCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Isotonic regression by pooling adjacent violators: the non-decreasing curve nearest to the points in squared error.
 * Points with the same x are averaged first. A knot at both ends of each pooled block; `null` without points.
 */
export function fitIsotonic(x: Sample, y: Sample): IsotonicCurve | null {
  requireSameLength('x', x, 'y', y);
  requireFinite('x', x);
  requireFinite('y', y);
  if (x.length === 0) return null;
  const order = Array.from({ length: x.length }, (_, i) => i).sort((a, b) => x[a]! - x[b]!);
  const blocks: { from: number; to: number; sum: number; n: number }[] = [];
  for (const row of order) {
    const last = blocks.at(-1);
    if (last !== undefined && last.to === x[row] && last.from === last.to) {
      last.sum += y[row]!;
      last.n++;
    } else {
      pool(blocks);
      blocks.push({ from: x[row]!, to: x[row]!, sum: y[row]!, n: 1 });
    }
  }
  pool(blocks);
  const knots = { x: [] as number[], y: [] as number[] };
  for (const block of blocks) {
    for (const end of block.from === block.to ? [block.from] : [block.from, block.to]) {
      knots.x.push(end);
      knots.y.push(block.sum / block.n);
    }
  }
  return knots;
}

/** Merges the last block into its predecessors while it lies below or level with them. */
function pool(blocks: { from: number; to: number; sum: number; n: number }[]): void {
  while (blocks.length > 1) {
    const last = blocks.at(-1)!;
    const before = blocks.at(-2)!;
    if (last.sum / last.n > before.sum / before.n) return;
    before.to = last.to;
    before.sum += last.sum;
    before.n += last.n;
    blocks.pop();
  }
}

/** The curve at a value: linear between knots, constant outside. */
export function isotonicValue(curve: IsotonicCurve, value: number): number {
  const right = binIndex(curve.x, value, 'right');
  if (right === 0) return curve.y[0]!;
  if (right === curve.x.length) return curve.y[right - 1]!;
  const [x0, x1] = [curve.x[right - 1]!, curve.x[right]!];
  const [y0, y1] = [curve.y[right - 1]!, curve.y[right]!];
  return y0 + ((value - x0) / (x1 - x0)) * (y1 - y0);
}
