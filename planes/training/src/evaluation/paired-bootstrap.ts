import type { Estimate, ModelSignature } from '@slipway/contracts';
import { type BootstrapRange, binIndex, quantileEdges } from '@slipway/statistics';
import { binaryBootstrap } from './binary-bootstrap.ts';
import { CALIBRATION_BINS } from './binary-measures.ts';
import { classAucBins } from './class-auc-bins.ts';
import { LEVEL } from './estimate.ts';
import { type ClassDecisions, multiclassBootstrap } from './multiclass-bootstrap.ts';
import { classBrier, multiclassMeasures, TOP_LABEL_BINS, topLabels } from './multiclass-measures.ts';
import { regressionBootstrap } from './regression-bootstrap.ts';

/** Enough that the ends of a 95 % interval do not move with the seed (methods.md 3.4). */
export const RESAMPLES = 10_000;
/** Rows per resample: beyond, 10,000 resamples would take longer than everything else together. */
export const MOST_DRAWS = 10_000;

export interface BootstrapInput {
  readonly signature: ModelSignature;
  readonly threshold: number;
  readonly seed: number;
  readonly labels: Float64Array;
  readonly champion: Float64Array;
  readonly candidate: Float64Array;
}

/** The seeded paired bootstrap of each metric's difference candidate − champion; null where a metric is not defined. */
export const pairedBootstrap = (input: BootstrapInput): Readonly<Record<string, BootstrapRange | null>> => {
  const { signature, threshold, seed, labels, champion, candidate } = input;
  const options = { resamples: RESAMPLES, seed, level: LEVEL, draws: MOST_DRAWS };
  switch (signature.task) {
    case 'binary':
      return binaryBootstrap(labels, champion, candidate, {
        ...options,
        threshold,
        calibrationBins: CALIBRATION_BINS,
      });
    case 'multiclass': {
      const classes = signature.classes.length;
      const [theirs, ours] = [champion, candidate].map((scores) => decisions(labels, scores, classes));
      return multiclassBootstrap(labels, theirs!, ours!, classes, options);
    }
    case 'regression':
      return regressionBootstrap(labels, champion, candidate, options);
  }
};

/** An interval of the bootstrap, moved to the exact `value` of the difference: binned scores miss it by a hair. */
export const bootstrapEstimate = (range: BootstrapRange, value: number, units: number): Estimate => ({
  value,
  lower: range.lower + value - range.value,
  upper: range.upper + value - range.value,
  level: LEVEL,
  method: bootstrapMethod(units),
});

/** How the bootstrap was done with as many rows, or groups of rows. */
export const bootstrapMethod = (units: number): string =>
  `paired-bootstrap, ${RESAMPLES} resamples${units > MOST_DRAWS ? ` of ${MOST_DRAWS}, rescaled` : ''}`;

const decisions = (labels: Float64Array, scores: Float64Array, classes: number): ClassDecisions => {
  const { decided, right, confidence } = topLabels(labels, scores, classes);
  const edges = quantileEdges(confidence, TOP_LABEL_BINS);
  return {
    decided,
    logLoss: multiclassMeasures(classes, 0).losses(labels, scores),
    brier: classBrier(labels, scores, classes),
    gap: confidence.map((probability, row) => probability - right[row]!),
    calibration: Uint8Array.from(confidence, (probability) => binIndex(edges, probability, 'right')),
    auc: classAucBins(labels, scores, classes),
  };
};
