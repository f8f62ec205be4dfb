import { requireSameLength } from './argument.ts';
import { classScores } from './class-scores.ts';
import { normalTwoSidedP } from './distributions.ts';
import type { Effect, NoResult } from './effect.ts';
import { noResult } from './effect.ts';
import type { Interval } from './interval.ts';
import { logitInterval, normalInterval, wilsonInterval } from './interval.ts';
import type { Placements } from './placements.ts';
import { placements } from './placements.ts';
import type { Sample } from './sample.ts';

/** Area under the ROC curve: P(a positive outranks a negative), ties one half. `null` when a class is absent. */
export function auc(labels: Sample, scores: Sample): number | null {
  const { positive, negative } = classScores(labels, scores);
  if (positive.length === 0 || negative.length === 0) return null;
  let below = 0;
  let notAbove = 0;
  let wins = 0;
  for (const score of positive) {
    while (below < negative.length && negative[below]! < score) below++;
    while (notAbove < negative.length && negative[notAbove]! <= score) notAbove++;
    wins += below + notAbove;
  }
  return wins / (2 * positive.length * negative.length);
}

/** DeLong's variance of one AUC; 0 when the classes are perfectly separated. `null` when a class has under two rows. */
export function aucVariance(labels: Sample, scores: Sample): number | null {
  const placed = placements(labels, scores);
  return placed === null ? null : covariance(placed, placed);
}

/**
 * AUC with its confidence interval: DeLong's standard error on the logit scale (`delong-logit`), which stays inside
 * (0, 1) and covers better than the plain one near 1. Where that variance is zero or unknown (perfect separation,
 * one row in a class) the interval is Wilson's for as many trials as the smaller class has rows
 * (`wilson-smaller-class`): wide, because so little is known. `null` when a class is absent.
 */
export function aucInterval(labels: Sample, scores: Sample, level = 0.95): Interval | null {
  const placed = placements(labels, scores);
  if (placed === null) return null;
  const value = mean(placed.ofPositives);
  const variance = covariance(placed, placed);
  if (variance !== null && variance > NO_VARIANCE && value > 0 && value < 1) {
    return logitInterval(value, Math.sqrt(variance) / (value * (1 - value)), level, 'delong-logit');
  }
  const trials = Math.min(placed.ofPositives.length, placed.ofNegatives.length);
  return wilsonInterval(value * trials, trials, level, 'wilson-smaller-class');
}

/** Two models' AUC on the same rows. */
export interface AucComparison {
  readonly champion: number;
  readonly candidate: number;
  readonly championVariance: number | null;
  readonly candidateVariance: number | null;
  readonly covariance: number | null;
  /** candidate − champion, paired. No result when the difference has no variance although it is not zero. */
  readonly effect: Effect | NoResult;
}

/**
 * DeLong's paired test of two AUCs (methods.md 3.2; DeLong 1988, Sun & Xu 2014). `null` when a class is absent.
 * Identical rankings give difference 0 and p 1; a difference without variance (two degenerate rankings) has no
 * normal test: use the paired bootstrap.
 */
export function compareAuc(
  labels: Sample,
  champion: Sample,
  candidate: Sample,
  level = 0.95,
): AucComparison | null {
  requireSameLength('champion', champion, 'candidate', candidate);
  const a = placements(labels, champion);
  const b = placements(labels, candidate);
  if (a === null || b === null) return null;
  const aucA = mean(a.ofPositives);
  const aucB = mean(b.ofPositives);
  const difference = aucB - aucA;
  const variance = covariance(subtract(b, a), subtract(b, a));
  return {
    champion: aucA,
    candidate: aucB,
    championVariance: covariance(a, a),
    candidateVariance: covariance(b, b),
    covariance: covariance(a, b),
    effect: aucEffect(difference, variance, level),
  };
}

// Rounding leaves about 1e-33 where the exact variance of a difference is zero; a real one is above 1/N³.
const NO_VARIANCE = 1e-28;

function aucEffect(difference: number, variance: number | null, level: number): Effect | NoResult {
  if (variance === null) return noResult('a class has fewer than two rows');
  if (variance > NO_VARIANCE) {
    const standardError = Math.sqrt(variance);
    const statistic = difference / standardError;
    return {
      kind: 'effect',
      difference: normalInterval(difference, standardError, level, 'delong'),
      standardError,
      statistic,
      p: normalTwoSidedP(statistic),
    };
  }
  if (Math.abs(difference) > 1e-12)
    return noResult('degenerate: the difference has no variance; use the paired bootstrap');
  return {
    kind: 'effect',
    difference: normalInterval(0, 0, level, 'delong'),
    standardError: 0,
    statistic: null,
    p: 1,
  };
}

function subtract(a: Placements, b: Placements): Placements {
  const minus = (x: Float64Array, y: Float64Array) => x.map((value, i) => value - y[i]!);
  return {
    ofPositives: minus(a.ofPositives, b.ofPositives),
    ofNegatives: minus(a.ofNegatives, b.ofNegatives),
  };
}

function covariance(a: Placements, b: Placements): number | null {
  if (a.ofPositives.length < 2 || a.ofNegatives.length < 2) return null;
  return (
    sampleCovariance(a.ofPositives, b.ofPositives) / a.ofPositives.length +
    sampleCovariance(a.ofNegatives, b.ofNegatives) / a.ofNegatives.length
  );
}

function sampleCovariance(x: Float64Array, y: Float64Array): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - meanX) * (y[i]! - meanY);
  return sum / (x.length - 1);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
