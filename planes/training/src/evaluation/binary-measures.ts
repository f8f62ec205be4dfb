import type { CalibrationBin, Metrics } from '@slipway/contracts';
import {
  aucInterval,
  averagePrecisionInterval,
  brierScore,
  calibrationError,
  compareAuc,
  confusion,
  confusionRates,
  type Discordance,
  f1Interval,
  logLoss,
  reliabilityBins,
  rowBrier,
  rowLogLoss,
} from '@slipway/statistics';
import type { z } from 'zod';
import { type Difference, differenceOf, estimateOf } from './estimate.ts';
import { meanDifference } from './mean-difference.ts';
import type { Measures } from './measures.ts';
import { accuracyDifference } from './paired-accuracy.ts';
import { calibrationBin } from './reliability-curves.ts';

/** Bins of the calibration error and of the curve, cut at the scores' own quantiles. */
export const CALIBRATION_BINS = 10;
const TOO_FEW = 'undefined: fewer than two rows';

export interface BinaryOptions {
  /** A row is decided positive when its score is at least this. */
  readonly threshold: number;
  /** Of the calibration error's bootstrap. */
  readonly seed: number;
}

/**
 * auc, averagePrecision, logLoss, brier, calibrationError, and at the threshold accuracy, precision, recall and f1 (methods.md
 * 3.1 to 3.5).
 */
export const binaryMeasures = ({ threshold, seed }: BinaryOptions): Measures => ({
  width: 1,
  loss: 'log-loss',
  positives: countPositives,
  metrics: (labels, scores): Metrics => {
    const counts = confusion(labels, scores, threshold);
    const rates = confusionRates(counts);
    return {
      auc: estimateOf(aucInterval(labels, scores), oneClass(labels)),
      averagePrecision: estimateOf(averagePrecisionInterval(labels, scores), oneClass(labels)),
      logLoss: estimateOf(logLoss(labels, scores), TOO_FEW),
      brier: estimateOf(brierScore(labels, scores), TOO_FEW),
      accuracy: estimateOf(rates.accuracy, TOO_FEW),
      precision: estimateOf(rates.precision, 'undefined: no row is decided positive'),
      recall: estimateOf(rates.recall, 'undefined: no row is positive'),
      f1: estimateOf(f1Interval(counts), 'undefined: no row is positive, nor decided so'),
      calibrationError: estimateOf(
        calibrationError(labels, scores, { bins: CALIBRATION_BINS, seed })?.expected ?? null,
        TOO_FEW,
      ),
    };
  },
  differences: (labels, champion, candidate) => ({
    auc: aucDifference(labels, champion, candidate),
    logLoss: meanDifference(rowLogLoss(labels, champion), rowLogLoss(labels, candidate)),
    brier: meanDifference(rowBrier(labels, champion), rowBrier(labels, candidate)),
    accuracy: accuracyDifference(discordance(labels, champion, candidate, threshold), labels.length),
  }),
  losses: rowLogLoss,
  calibration,
});

const aucDifference = (labels: Float64Array, champion: Float64Array, candidate: Float64Array): Difference => {
  const compared = compareAuc(labels, champion, candidate);
  return compared === null
    ? { difference: estimateOf(null, oneClass(labels)), p: null, method: 'delong-paired' }
    : differenceOf(compared.effect, compared.candidate - compared.champion, 'delong-paired');
};

const discordance = (
  labels: Float64Array,
  champion: Float64Array,
  candidate: Float64Array,
  threshold: number,
): Discordance => {
  let championOnly = 0;
  let candidateOnly = 0;
  for (let row = 0; row < labels.length; row++) {
    const positive = labels[row] === 1;
    const championRight = champion[row]! >= threshold === positive;
    if (championRight !== (candidate[row]! >= threshold === positive))
      championRight ? championOnly++ : candidateOnly++;
  }
  return { championOnly, candidateOnly };
};

const countPositives = (labels: Float64Array): number => {
  let positives = 0;
  for (const label of labels) positives += label;
  return positives;
};

const oneClass = (labels: Float64Array): string =>
  `undefined: every row is ${labels[0] === 1 ? 'positive' : 'negative'}`;

const calibration = (labels: Float64Array, scores: Float64Array): z.infer<typeof CalibrationBin>[] =>
  reliabilityBins(labels, scores, { bins: CALIBRATION_BINS }).map(calibrationBin);
