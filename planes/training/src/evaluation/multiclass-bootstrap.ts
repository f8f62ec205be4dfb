import { type BootstrapManyOptions, type BootstrapRange, bootstrapMany } from '@slipway/statistics';
import { type ClassAucBins, drawnMacroAuc } from './class-auc-bins.ts';

/** What the resampling needs of one model: its decision and its losses, row by row. */
export interface ClassDecisions {
  readonly decided: Int32Array;
  readonly logLoss: Float64Array;
  readonly brier: Float64Array;
  /** Probability of the decided class, less 1 where it is right; and its bin of the calibration error. */
  readonly gap: Float64Array;
  readonly calibration: Uint8Array;
  /** Null: there are too many classes. */
  readonly auc: ClassAucBins | null;
}

const METRICS = ['logLoss', 'brier', 'accuracy', 'macroF1', 'calibrationError', 'auc'] as const;
/** More than the bins of any calibration error. */
const MOST_CALIBRATION_BINS = 256;

/** Paired percentile bootstrap of the differences candidate − champion of a multiclass task. */
export const multiclassBootstrap = (
  labels: Float64Array,
  champion: ClassDecisions,
  candidate: ClassDecisions,
  classes: number,
  options: BootstrapManyOptions,
): Readonly<Record<string, BootstrapRange | null>> => {
  const count = () => ({ decided: new Int32Array(classes), right: new Int32Array(classes) });
  const actual = new Int32Array(classes);
  const gaps = new Float64Array(MOST_CALIBRATION_BINS);
  const models = [
    { of: champion, ...count(), values: new Float64Array(METRICS.length) },
    { of: candidate, ...count(), values: new Float64Array(METRICS.length) },
  ];
  const measure = (drawn: Int32Array, into: Float64Array): void => {
    actual.fill(0);
    for (let i = 0; i < drawn.length; i++) actual[labels[drawn[i]!]!]!++;
    for (const { of, decided, right, values } of models) {
      decided.fill(0);
      right.fill(0);
      gaps.fill(0);
      let [logLoss, brier, hits] = [0, 0, 0];
      for (let i = 0; i < drawn.length; i++) {
        const row = drawn[i]!;
        const decision = of.decided[row]!;
        logLoss += of.logLoss[row]!;
        brier += of.brier[row]!;
        gaps[of.calibration[row]!]! += of.gap[row]!;
        decided[decision]!++;
        if (decision === labels[row]) {
          right[decision]!++;
          hits++;
        }
      }
      values[0] = logLoss / drawn.length;
      values[1] = brier / drawn.length;
      values[2] = hits / drawn.length;
      values[3] = meanF1(actual, decided, right);
      values[4] = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / drawn.length;
      values[5] = of.auc === null ? Number.NaN : drawnMacroAuc(of.auc, drawn);
    }
    for (let k = 0; k < into.length; k++) into[k] = models[1]!.values[k]! - models[0]!.values[k]!;
  };
  const ranges = bootstrapMany(labels.length, METRICS.length, measure, options);
  return Object.fromEntries(METRICS.map((metric, k) => [metric, ranges[k] ?? null]));
};

const meanF1 = (actual: Int32Array, decided: Int32Array, right: Int32Array): number => {
  let [sum, used] = [0, 0];
  for (let k = 0; k < actual.length; k++) {
    const weight = actual[k]! + decided[k]!;
    if (weight === 0) continue;
    sum += (2 * right[k]!) / weight;
    used++;
  }
  return sum / used;
};
