import { requireLabels, requireProbabilities, requireSameLength } from './argument.ts';
import type { ClosedSide } from './binning.ts';
import { binIndex, equalWidthEdges, quantileEdges } from './binning.ts';
import type { Interval } from './interval.ts';
import { wilsonInterval } from './interval.ts';
import type { Sample } from './sample.ts';

/** How forecasts are grouped. */
export interface ReliabilityOptions {
  /** @default 10 */
  readonly bins?: number;
  /**
   * `equal-frequency`: edges at the forecasts' own quantiles, best for imbalanced scores;
   * `equal-width`: edges at i/bins; or given interior edges, for example frozen ones.
   * @default 'equal-frequency'
   */
  readonly edges?: 'equal-frequency' | 'equal-width' | readonly number[];
  /** Which bin owns a forecast equal to an edge. @default 'left' for equal-width, else 'right' */
  readonly closed?: ClosedSide;
  /** Confidence of the Wilson intervals. @default 0.95 */
  readonly level?: number;
}

/** One non-empty bin of a reliability curve. */
export interface ReliabilityBin {
  /** Interior edges around the bin; 0 and 1 outside. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly meanForecast: number;
  /** Share of positives with Wilson's interval. */
  readonly observed: Interval;
}

/** The reliability curve in ascending order of forecast; empty bins are left out. */
export function reliabilityBins(
  labels: Sample,
  probabilities: Sample,
  options: ReliabilityOptions = {},
): ReliabilityBin[] {
  requireSameLength('labels', labels, 'probabilities', probabilities);
  requireLabels(labels);
  requireProbabilities('probabilities', probabilities);
  const { edges: kind = 'equal-frequency', bins = 10, level = 0.95 } = options;
  const edges =
    kind === 'equal-frequency'
      ? quantileEdges(probabilities, bins)
      : kind === 'equal-width'
        ? equalWidthEdges(bins)
        : kind;
  const closed = options.closed ?? (kind === 'equal-width' ? 'left' : 'right');
  const counts = new Float64Array(edges.length + 1);
  const forecasts = new Float64Array(edges.length + 1);
  const positives = new Float64Array(edges.length + 1);
  for (let i = 0; i < labels.length; i++) {
    const bin = binIndex(edges, probabilities[i]!, closed);
    counts[bin]!++;
    forecasts[bin]! += probabilities[i]!;
    positives[bin]! += labels[i]!;
  }
  return Array.from(counts, (n, bin) => ({ n, bin }))
    .filter(({ n }) => n > 0)
    .map(({ n, bin }) => ({
      from: edges[bin - 1] ?? 0,
      to: edges[bin] ?? 1,
      n,
      meanForecast: forecasts[bin]! / n,
      observed: wilsonInterval(positives[bin]!, n, level)!,
    }));
}
