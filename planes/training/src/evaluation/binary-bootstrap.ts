import { type BootstrapManyOptions, type BootstrapRange, bootstrapMany } from '@slipway/statistics';
import { type ScoreBins, scoreBins } from './score-bins.ts';

const METRICS = [
  'auc',
  'averagePrecision',
  'logLoss',
  'brier',
  'accuracy',
  'precision',
  'recall',
  'f1',
  'calibrationError',
] as const;

export interface BinaryBootstrapOptions extends BootstrapManyOptions {
  readonly threshold: number;
  readonly calibrationBins: number;
}

/**
 * Paired percentile bootstrap of every metric's difference candidate − champion. All metrics of a resample follow from how
 * many positives and negatives fall into each bin of scores, so that a resample costs two counts per row drawn.
 */
export const binaryBootstrap = (
  labels: Float64Array,
  champion: Float64Array,
  candidate: Float64Array,
  options: BinaryBootstrapOptions,
): Readonly<Record<string, BootstrapRange | null>> => {
  const { threshold, calibrationBins, ...bootstrap } = options;
  const models = [champion, candidate].map((scores) => {
    const binned = scoreBins(scores, threshold, calibrationBins);
    const positives = new Int32Array(binned.bins);
    const negatives = new Int32Array(binned.bins);
    return { binned, positives, negatives, values: new Float64Array(METRICS.length) };
  });
  const [theirs, ours] = models as [(typeof models)[0], (typeof models)[0]];
  // One word per row, because each drawn row is one access to memory: champion's bin, candidate's bin, label.
  const packed = Uint32Array.from(
    labels,
    (label, row) => (theirs.binned.of[row]! << 16) | (ours.binned.of[row]! << 1) | label,
  );
  const ranges = bootstrapMany(
    labels.length,
    METRICS.length,
    (drawn, into) => {
      for (const { positives, negatives } of models) {
        positives.fill(0);
        negatives.fill(0);
      }
      for (let i = 0; i < drawn.length; i++) {
        const row = packed[drawn[i]!]!;
        const a = row >>> 16;
        const b = (row >>> 1) & 0x7fff;
        if ((row & 1) === 1) {
          theirs.positives[a]!++;
          ours.positives[b]!++;
        } else {
          theirs.negatives[a]!++;
          ours.negatives[b]!++;
        }
      }
      for (const { binned, positives, negatives, values } of models)
        measureBins(binned, positives, negatives, values);
      for (let k = 0; k < into.length; k++) into[k] = ours.values[k]! - theirs.values[k]!;
    },
    bootstrap,
  );
  return Object.fromEntries(METRICS.map((metric, k) => [metric, ranges[k] ?? null]));
};

/** The metrics of rows that are counted by bin, in the order of METRICS; NaN where one is not defined. */
const measureBins = (
  { bins, firstPositive, score, lossOfPositive, lossOfNegative, calibration }: ScoreBins,
  positives: Int32Array,
  negatives: Int32Array,
  into: Float64Array,
): void => {
  const gaps = new Float64Array(256);
  let [tp, fp, wins, precisions, logLoss, brier] = [0, 0, 0, 0, 0, 0];
  let [decidedTp, decidedFp] = [0, 0];
  for (let bin = bins - 1; bin >= 0; bin--) {
    const p = positives[bin]!;
    const n = negatives[bin]!;
    if (p + n > 0) {
      const mean = score[bin]!;
      wins += n * (tp + p / 2);
      tp += p;
      fp += n;
      precisions += (p * tp) / (tp + fp);
      logLoss += p * lossOfPositive[bin]! + n * lossOfNegative[bin]!;
      brier += p * (1 - mean) ** 2 + n * mean ** 2;
      gaps[calibration[bin]!]! += (p + n) * mean - p;
    }
    if (bin === firstPositive) [decidedTp, decidedFp] = [tp, fp];
  }
  const rows = tp + fp;
  let gap = 0;
  for (const sum of gaps) gap += Math.abs(sum);
  into[0] = wins / (tp * fp);
  into[1] = precisions / tp;
  into[2] = logLoss / rows;
  into[3] = brier / rows;
  into[4] = (decidedTp + fp - decidedFp) / rows;
  into[5] = decidedTp / (decidedTp + decidedFp);
  into[6] = decidedTp / tp;
  into[7] = (2 * decidedTp) / (decidedTp + decidedFp + tp);
  into[8] = gap / rows;
};
