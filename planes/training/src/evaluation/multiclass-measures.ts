import type { Estimate, Metrics } from '@slipway/contracts';
import {
  calibrationError,
  classConfusion,
  clipInterval,
  type Discordance,
  macroF1,
  meanInterval,
  wilsonInterval,
} from '@slipway/statistics';
import { type Difference, estimateOf } from './estimate.ts';
import { type MacroAuc, macroAuc, macroAucDifference, macroAucInterval } from './macro-auc.ts';
import { meanDifference } from './mean-difference.ts';
import type { Measures } from './measures.ts';
import { accuracyDifference } from './paired-accuracy.ts';

const TOO_FEW = 'undefined: fewer than two rows';
const ONE_CLASS = 'undefined: every row has the same class';
/** As in the binary case: a certain and wrong answer costs 34.5, not infinity. */
const CLIP = 1e-15;

/** Bins of the top-label calibration error, cut at the quantiles of the highest probabilities. */
export const TOP_LABEL_BINS = 10;

/**
 * auc (macro one-vs-rest), logLoss, brier (the sum over classes, 0 to 2), and of the most probable class accuracy, macroF1
 * and calibrationError (is it right as often as its probability says?), for `classes` classes.
 */
export const multiclassMeasures = (classes: number, seed: number): Measures => {
  const squares = (labels: Float64Array, scores: Float64Array): Float64Array =>
    classBrier(labels, scores, classes);
  const losses = (labels: Float64Array, scores: Float64Array): Float64Array =>
    labels.map((label, row) => -Math.log(Math.max(CLIP, scores[row * classes + label]!)));
  return {
    width: classes,
    loss: 'log-loss',
    positives: () => 0,
    metrics: (labels, scores): Metrics => {
      const auc = macroAuc(labels, scores, classes);
      const logLoss = meanInterval(losses(labels, scores));
      const brier = meanInterval(squares(labels, scores));
      const { decided, right, confidence } = topLabels(labels, scores, classes);
      const hits = right.reduce((count, one) => count + one, 0);
      const calibration = calibrationError(right, confidence, { bins: TOP_LABEL_BINS, seed });
      return {
        auc: aucEstimate(auc),
        logLoss: estimateOf(logLoss && clipInterval(logLoss, 0, Infinity), TOO_FEW),
        brier: estimateOf(brier && clipInterval(brier, 0, 2), TOO_FEW),
        accuracy: estimateOf(wilsonInterval(hits, labels.length), TOO_FEW),
        macroF1: estimateOf(macroF1(classConfusion(labels, decided, classes)), TOO_FEW),
        calibrationError: estimateOf(calibration?.expected ?? null, TOO_FEW),
      };
    },
    differences: (labels, champion, candidate) => ({
      auc: aucDifference(labels, champion, candidate, classes),
      logLoss: meanDifference(losses(labels, champion), losses(labels, candidate)),
      brier: meanDifference(squares(labels, champion), squares(labels, candidate)),
      accuracy: accuracyDifference(
        discordance(topLabels(labels, champion, classes).right, topLabels(labels, candidate, classes).right),
        labels.length,
      ),
    }),
    losses,
    calibration: () => [],
  };
};

/** The Brier score of each row: Σ(pₖ − [k is the class])². */
export const classBrier = (labels: Float64Array, scores: Float64Array, classes: number): Float64Array =>
  labels.map((label, row) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += (scores[row * classes + k]! - (k === label ? 1 : 0)) ** 2;
    return sum;
  });

/** The most probable class of each row, whether it is right (1 or 0), and its probability. */
export const topLabels = (labels: Float64Array, scores: Float64Array, classes: number) => {
  const decided = Int32Array.from(labels, (_, row) => mostProbable(scores, row, classes));
  return {
    decided,
    right: Uint8Array.from(decided, (k, row) => (k === labels[row] ? 1 : 0)),
    confidence: Float64Array.from(decided, (k, row) => scores[row * classes + k]!),
  };
};

/** Index of the highest score of a row, the first of equals, as the predictor decides. */
export const mostProbable = (scores: Float64Array, row: number, classes: number): number => {
  let best = 0;
  for (let k = 1; k < classes; k++) if (scores[row * classes + k]! > scores[row * classes + best]!) best = k;
  return best;
};

const aucEstimate = (auc: MacroAuc | null): Estimate => {
  if (auc === null) return estimateOf(null, ONE_CLASS);
  const interval = macroAucInterval(auc);
  const method = interval.method === 'normal' ? 'delong-macro' : interval.method;
  return { ...estimateOf(interval, ''), method: `${method}, one-vs-rest of ${auc.classes} classes` };
};

const aucDifference = (
  labels: Float64Array,
  champion: Float64Array,
  candidate: Float64Array,
  classes: number,
): Difference => {
  const before = macroAuc(labels, champion, classes);
  const after = macroAuc(labels, candidate, classes);
  return before === null || after === null
    ? { difference: estimateOf(null, ONE_CLASS), p: null, method: 'delong-macro-paired' }
    : macroAucDifference(before, after);
};

const discordance = (champion: Uint8Array, candidate: Uint8Array): Discordance => {
  let championOnly = 0;
  let candidateOnly = 0;
  for (let row = 0; row < champion.length; row++) {
    if (champion[row]! > candidate[row]!) championOnly++;
    else if (champion[row]! < candidate[row]!) candidateOnly++;
  }
  return { championOnly, candidateOnly };
};
