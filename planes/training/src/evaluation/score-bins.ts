import { binIndex, quantileEdges, rowLogLoss, sorted } from '@slipway/statistics';

/** More would slow the resampling down for nothing: a bin then holds under a thousandth of the rows. */
const MOST_BINS = 1024;

/** Scores of one model sorted into ascending bins that hold one distinct score each where there are few. */
export interface ScoreBins {
  readonly bins: number;
  /** Bin of each row. */
  readonly of: Uint16Array;
  /** First bin whose rows are decided positive. */
  readonly firstPositive: number;
  /** Mean score of each bin. */
  readonly score: Float64Array;
  /** Mean log-loss that the rows of a bin have as positives and as negatives. */
  readonly lossOfPositive: Float64Array;
  readonly lossOfNegative: Float64Array;
  /** Bin of the calibration error that a bin of scores lies in. */
  readonly calibration: Uint8Array;
}

/** No bin straddles the threshold. `calibrationBins` are the equal-frequency bins of the calibration error. */
export const scoreBins = (scores: Float64Array, threshold: number, calibrationBins: number): ScoreBins => {
  const edges = lowerEdges(scores, threshold);
  const bins = edges.length + 1;
  const of = Uint16Array.from(scores, (score) => binIndex(edges, score, 'left'));
  const rows = new Float64Array(bins);
  const sums = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)] as const;
  const [score, lossOfPositive, lossOfNegative] = sums;
  const asPositive = rowLogLoss(new Uint8Array(scores.length).fill(1), scores);
  const asNegative = rowLogLoss(new Uint8Array(scores.length), scores);
  of.forEach((bin, row) => {
    rows[bin]!++;
    score[bin]! += scores[row]!;
    lossOfPositive[bin]! += asPositive[row]!;
    lossOfNegative[bin]! += asNegative[row]!;
  });
  for (const sum of sums) for (let bin = 0; bin < bins; bin++) sum[bin]! /= Math.max(1, rows[bin]!);
  const curve = quantileEdges(scores, calibrationBins);
  return {
    bins,
    of,
    firstPositive: binIndex(edges, threshold, 'left'),
    score,
    lossOfPositive,
    lossOfNegative,
    calibration: Uint8Array.from(score, (mean) => binIndex(curve, mean, 'right')),
  };
};

/** Every distinct score but the lowest, or as many quantiles; and the threshold. */
const lowerEdges = (scores: Float64Array, threshold: number): number[] => {
  const ascending = sorted(scores);
  const distinct = new Set<number>();
  for (const score of ascending) {
    distinct.add(score);
    if (distinct.size > MOST_BINS) break;
  }
  const edges = distinct.size > MOST_BINS ? quantileEdges(ascending, MOST_BINS - 1) : [...distinct].slice(1);
  return [...new Set([...edges, threshold])].sort((a, b) => a - b);
};
