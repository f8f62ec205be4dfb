import type { Metrics } from '@slipway/contracts';
import { clipInterval, type Discordance, meanInterval, wilsonInterval } from '@slipway/statistics';
import { type Difference, estimateOf } from './estimate.ts';
import { macroAuc, macroAucDifference, macroAucInterval } from './macro-auc.ts';
import { meanDifference } from './mean-difference.ts';
import type { Measures } from './measures.ts';
import { accuracyDifference } from './paired-accuracy.ts';

const TOO_FEW = 'undefined: fewer than two rows';
const ONE_CLASS = 'undefined: every row has the same class';
/** As in the binary case: a certain and wrong answer costs 34.5, not infinity. */
const CLIP = 1e-15;

/** auc (macro one-vs-rest), logLoss and accuracy of the most probable class, for `classes` classes. */
export const multiclassMeasures = (classes: number): Measures => {
  const losses = (labels: Float64Array, scores: Float64Array): Float64Array =>
    labels.map((label, row) => -Math.log(Math.max(CLIP, scores[row * classes + label]!)));
  const rightOf = (labels: Float64Array, scores: Float64Array): Uint8Array =>
    Uint8Array.from(labels, (label, row) => (mostProbable(scores, row, classes) === label ? 1 : 0));
  return {
    width: classes,
    loss: 'log-loss',
    positives: () => 0,
    metrics: (labels, scores): Metrics => {
      const auc = macroAuc(labels, scores, classes);
      const logLoss = meanInterval(losses(labels, scores));
      const right = rightOf(labels, scores).reduce((count, one) => count + one, 0);
      return {
        auc:
          auc === null
            ? estimateOf(null, ONE_CLASS)
            : {
                ...estimateOf(macroAucInterval(auc), ''),
                method: `delong-macro, one-vs-rest of ${auc.classes} classes`,
              },
        logLoss: estimateOf(logLoss && clipInterval(logLoss, 0, Infinity), TOO_FEW),
        accuracy: estimateOf(wilsonInterval(right, labels.length), TOO_FEW),
      };
    },
    differences: (labels, champion, candidate) => ({
      auc: aucDifference(labels, champion, candidate, classes),
      logLoss: meanDifference(losses(labels, champion), losses(labels, candidate)),
      accuracy: accuracyDifference(
        discordance(rightOf(labels, champion), rightOf(labels, candidate)),
        labels.length,
      ),
    }),
    losses,
    calibration: () => [],
  };
};

/** Index of the highest score of a row, the first of equals, as the predictor decides. */
export const mostProbable = (scores: Float64Array, row: number, classes: number): number => {
  let best = 0;
  for (let k = 1; k < classes; k++) if (scores[row * classes + k]! > scores[row * classes + best]!) best = k;
  return best;
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
