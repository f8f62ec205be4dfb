export { type AucComparison, auc, aucInterval, aucVariance, compareAuc } from './auc.ts';
export { averagePrecision, averagePrecisionInterval } from './average-precision.ts';
export { type NormalPrior, type Posterior, type PosteriorOptions, posterior } from './bayesian.ts';
export { binCounts, binIndex, type ClosedSide, equalWidthEdges, quantileEdges } from './binning.ts';
export { type BootstrapOptions, type BootstrapResult, bootstrap, type RowStatistic } from './bootstrap.ts';
export {
  type BootstrapManyOptions,
  type BootstrapRange,
  bootstrapMany,
  type UnitStatistics,
} from './bootstrap-many.ts';
export {
  BURN_RATE_RULES,
  type BurnRateOptions,
  type BurnRateRule,
  burnRate,
  burnRateFactor,
  burnRateFires,
  burnRateReachable,
  type RequestCounts,
} from './burn-rate.ts';
export {
  type BrierDecomposition,
  brierDecomposition,
  type CalibrationError,
  type CalibrationErrorOptions,
  calibrationError,
} from './calibration.ts';
export { estimateWithoutLabels, type LabelFreeEstimate, type LabelFreeOptions } from './cbpe.ts';
export { classConfusion, macroF1 } from './class-confusion.ts';
export { accuracy, type Confusion, type ConfusionRates, confusion, confusionRates } from './confusion.ts';
export { type AdjustedEffect, type CovariateSums, cuped } from './cuped.ts';
export { decisionCost, type OutcomeCosts } from './decision-cost.ts';
export {
  bestSteps,
  confusionAt,
  type DecisionSteps,
  decisionSteps,
  stepAt,
  thinSteps,
} from './decision-curve.ts';
export {
  binomialCdf,
  binomialTail,
  chiSquareQuantile,
  chiSquareTail,
  kolmogorovTail,
  logGamma,
  negativeBinomialCdf,
  negativeBinomialTail,
  normalCdf,
  normalDensity,
  normalQuantile,
  normalTwoSidedP,
  poissonCdf,
  poissonTail,
  studentCdf,
  studentQuantile,
  studentTwoSidedP,
} from './distributions.ts';
export {
  type Contingency,
  type Counts,
  chebyshevDistance,
  chiSquareContingency,
  hellingerDistance,
  jensenShannonDistance,
  populationStabilityIndex,
  totalVariationDistance,
} from './drift.ts';
export {
  type Effect,
  type EffectEstimate,
  estimateEffect,
  type NoResult,
  noResult,
  type Scale,
} from './effect.ts';
export { f1Interval } from './f-score.ts';
export {
  type Disparity,
  type Fairness,
  type FairnessOptions,
  fairness,
  type GroupRates,
} from './fairness.ts';
export { type GapRange, type GroupGap, type GroupRate, groupGap } from './group-gap.ts';
export {
  clipInterval,
  type Interval,
  type IntervalMethod,
  logitInterval,
  type MeanIntervalOptions,
  meanInterval,
  normalInterval,
  studentInterval,
  wilsonInterval,
} from './interval.ts';
export { fitIsotonic, type IsotonicCurve, isotonicValue } from './isotonic.ts';
export { type Discordance, discordance, type McNemarResult, mcNemar } from './mcnemar.ts';
export {
  addSums,
  type MeanSums,
  type Moments,
  meanMoments,
  proportionMoments,
  type RatioSums,
  rareEventMoments,
  ratioMoments,
  ratioSums,
  sampleMoments,
} from './moments.ts';
export { benjaminiHochberg, holm } from './multiplicity.ts';
export { type FlooredScore, type NoiseFloorInput, noiseFloor } from './noise-floor.ts';
export { marginVerdict, type NonInferiority, nonInferiority, type Verdict } from './non-inferiority.ts';
export { brierScore, logLoss, rowBrier, rowLogLoss } from './probability-score.ts';
export { quantile, quantileInterval, quantileRanks } from './quantile.ts';
export { normalDraw, type Random, seededRandom } from './random.ts';
export { type RankingQuality, rankingQuality } from './ranking.ts';
export {
  aucSamplingError,
  bandSide,
  proportionSamplingError,
  type ReferenceBand,
  type ReferenceBandOptions,
  referenceBand,
} from './reference-band.ts';
export { type RegressionErrors, regressionErrors } from './regression.ts';
export { type ReliabilityBin, type ReliabilityOptions, reliabilityBins } from './reliability.ts';
export {
  checkRepetition,
  longestRun,
  REPETITION_ROWS,
  type Repetition,
  type RepetitionCheck,
  repetition,
} from './repeats.ts';
export { type ResidualBin, type ResidualOptions, type Residuals, residuals } from './residuals.ts';
export { finite, type Sample, sorted } from './sample.ts';
export { SAMPLE_RATIO_ALPHA, type SampleRatio, sampleRatio } from './sample-ratio.ts';
export {
  experimentDays,
  extraTrafficFactor,
  meanSampleSize,
  type PowerTarget,
  pairedSampleSize,
  powerAfter,
  proportionSampleSize,
  type RemainingTrafficOptions,
  totalSampleSize,
} from './sample-size.ts';
export {
  SEQUENTIAL_TUNING,
  type SequentialBound,
  type SequentialOptions,
  sequentialBound,
  sequentialHalfWidth,
  sequentialOneSidedP,
  sequentialRho,
  sequentialTest,
} from './sequential.ts';
export {
  checkSilence,
  type SilenceCheck,
  type SilenceInput,
  type SilenceOptions,
  silenceLimit,
} from './silence.ts';
export { alphaSpent } from './spending.ts';
export { type ErrorShareTest, type ErrorShareVerdict, errorShareTest } from './sprt.ts';
export {
  type KolmogorovSmirnov,
  kolmogorovSmirnov,
  normedWassersteinDistance,
  wassersteinDistance,
} from './two-sample.ts';
export {
  checkVolume,
  medianDeviation,
  robustZ,
  VOLUME_HISTORY,
  VOLUME_MINIMUM,
  type VolumeBaseline,
  type VolumeCheck,
  volumeBaseline,
} from './volume.ts';
export { pairedTest, welchTest } from './welch.ts';
