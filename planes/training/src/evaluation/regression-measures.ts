import type { Estimate, Metrics } from '@slipway/contracts';
import {
  clipInterval,
  type Effect,
  type NoResult,
  noResult,
  normalInterval,
  normalTwoSidedP,
  ratioMoments,
  ratioSums,
  regressionErrors,
  sampleMoments,
} from '@slipway/statistics';
import { type Difference, differenceOf, estimateOf, pointEstimate } from './estimate.ts';
import { meanDifference } from './mean-difference.ts';
import { type Measures, mean, subtract } from './measures.ts';

const TOO_FEW = 'undefined: fewer than two rows';
const CONSTANT = 'undefined: every label is the same';
const ZERO = 'undefined: a label is 0';

/** mae, rmse, r2, mape (methods.md 3.1). A slice is harmed by its mean absolute error. */
export const regressionMeasures = (): Measures => ({
  width: 1,
  loss: 'absolute error',
  positives: () => 0,
  metrics: (labels, scores): Metrics => {
    const errors = regressionErrors(labels, scores);
    return {
      mae: estimateOf(errors.meanAbsoluteError, TOO_FEW),
      rmse: estimateOf(errors.rootMeanSquaredError, TOO_FEW),
      r2: rSquared(labels, scores, errors.rSquared),
      mape: estimateOf(errors.meanAbsolutePercentageError, labels.length < 2 ? TOO_FEW : ZERO),
    };
  },
  differences: (labels, champion, candidate) => ({
    ...percentageDifference(labels, champion, candidate),
    mae: meanDifference(absoluteErrors(labels, champion), absoluteErrors(labels, candidate)),
    rmse: rmseDifference(squaredErrors(labels, champion), squaredErrors(labels, candidate)),
    r2: rSquaredDifference(labels, champion, candidate),
  }),
  losses: absoluteErrors,
  calibration: () => [],
});

const absoluteErrors = (labels: Float64Array, scores: Float64Array): Float64Array =>
  subtract(scores, labels).map(Math.abs);

/** |error| / |label|, whose mean is the MAPE. */
const shares = (labels: Float64Array, scores: Float64Array): Float64Array =>
  labels.map((label, row) => Math.abs(scores[row]! - label) / Math.abs(label));

/** Of the MAPE, where every share is a number: none of a label 0, nor of one next to it. */
const percentageDifference = (labels: Float64Array, champion: Float64Array, candidate: Float64Array) => {
  const [before, after] = [shares(labels, champion), shares(labels, candidate)];
  const defined = before.every(Number.isFinite) && after.every(Number.isFinite);
  return defined ? { mape: meanDifference(before, after) } : {};
};

const squaredErrors = (labels: Float64Array, scores: Float64Array): Float64Array =>
  subtract(scores, labels).map((error) => error * error);

const squaredDeviations = (labels: Float64Array): Float64Array => {
  const centre = mean(labels);
  return labels.map((label) => (label - centre) ** 2);
};

/** R² = 1 − Σe²/Σd² is a ratio of means over rows: its interval is that of the ratio by the delta method. */
const rSquared = (labels: Float64Array, scores: Float64Array, value: number | null): Estimate => {
  if (value === null) return pointEstimate(null, labels.length < 2 ? TOO_FEW : CONSTANT);
  const ratio = ratioMoments(ratioSums(squaredErrors(labels, scores), squaredDeviations(labels)));
  const interval = clipInterval(normalInterval(value, Math.sqrt(ratio.variance / ratio.n)), -Infinity, 1);
  const estimate = estimateOf(interval, '');
  return estimate.lower === null ? estimate : { ...estimate, method: 'delta-method' };
};

const rSquaredDifference = (
  labels: Float64Array,
  champion: Float64Array,
  candidate: Float64Array,
): Difference => {
  const deviations = squaredDeviations(labels);
  if (isConstant(labels) || !(mean(deviations) > 0))
    return { difference: estimateOf(null, CONSTANT), p: null, method: 'paired-delta-method' };
  const gains = subtract(squaredErrors(labels, champion), squaredErrors(labels, candidate));
  const ratio = ratioMoments(ratioSums(gains, deviations));
  const effect = normalEffect(ratio.mean, Math.sqrt(ratio.variance / ratio.n));
  return differenceOf(effect, ratio.mean, 'paired-delta-method');
};

const isConstant = (labels: Float64Array): boolean => labels.every((label) => label === labels[0]);

/** √ of each mean squared error, linearised: row i adds e²/(2·RMSE) of either model (delta method). */
const rmseDifference = (champion: Float64Array, candidate: Float64Array): Difference => {
  const before = Math.sqrt(mean(champion));
  const after = Math.sqrt(mean(candidate));
  const difference = after - before;
  const share = (squared: Float64Array, rmse: number) =>
    rmse === 0 ? squared : squared.map((square) => square / (2 * rmse));
  const { variance, n } = sampleMoments(subtract(share(candidate, after), share(champion, before)));
  const effect = normalEffect(difference, Math.sqrt(variance / n));
  return differenceOf(effect, difference, 'paired-delta-method');
};

const normalEffect = (value: number, standardError: number): Effect | NoResult => {
  if (!(standardError > 0) && value !== 0) return noResult('the differences have no variance');
  const statistic = value === 0 ? 0 : value / standardError;
  return {
    kind: 'effect',
    difference: normalInterval(value, standardError),
    standardError,
    statistic,
    p: normalTwoSidedP(statistic),
  };
};
