import { requireOpenUnit } from './argument.ts';
import { normalCdf, normalDensity } from './distributions.ts';
import type { EffectEstimate, NoResult } from './effect.ts';
import type { Interval } from './interval.ts';
import { normalInterval } from './interval.ts';

/** A normal prior of the difference. */
export interface NormalPrior {
  readonly mean: number;
  readonly variance: number;
}

/** The posterior of treatment − control under a normal likelihood. */
export interface Posterior {
  readonly kind: 'posterior';
  /** P(treatment is better). Not safe against peeking: for reading, not for stopping. */
  readonly chanceToWin: number;
  /** Posterior mean with its credible interval. */
  readonly difference: Interval;
  readonly standardDeviation: number;
  /** Expected loss, in the metric, of keeping the control where the treatment is better. */
  readonly riskOfControl: number;
  /** Expected loss of taking the treatment where it is worse. */
  readonly riskOfTreatment: number;
}

/** Options of {@link posterior}. */
export interface PosteriorOptions {
  /** Absent: an improper flat prior. */
  readonly prior?: NormalPrior;
  /** @default false */
  readonly lowerIsBetter?: boolean;
  /** @default 0.95 */
  readonly level?: number;
}

/** Beyond it the normal density underflows and the closed form of the risk loses its digits. */
const FAR = 37;

/**
 * Conjugate normal update (methods.md 1.4). Without data there is no result; show a chance to win of one half.
 */
export function posterior(
  estimate: EffectEstimate | NoResult,
  options: PosteriorOptions = {},
): Posterior | NoResult {
  const { prior, lowerIsBetter = false, level = 0.95 } = options;
  requireOpenUnit('level', level);
  if (estimate.kind === 'no-result') return estimate;
  const dataPrecision = 1 / estimate.standardError ** 2;
  const priorPrecision = prior === undefined ? 0 : 1 / prior.variance;
  const precision = dataPrecision + priorPrecision;
  const mean = (estimate.difference * dataPrecision + (prior?.mean ?? 0) * priorPrecision) / precision;
  const deviation = Math.sqrt(1 / precision);
  const z = mean / deviation;
  const higher = expectedExcess(mean, deviation, z);
  const lower = expectedExcess(-mean, deviation, -z);
  return {
    kind: 'posterior',
    chanceToWin: normalCdf(lowerIsBetter ? -z : z),
    difference: normalInterval(mean, deviation, level, 'posterior'),
    standardDeviation: deviation,
    riskOfControl: lowerIsBetter ? lower : higher,
    riskOfTreatment: lowerIsBetter ? higher : lower,
  };
}

/** E[max(X, 0)] of a normal X. */
function expectedExcess(mean: number, deviation: number, z: number): number {
  if (Math.abs(z) > FAR) return Math.max(0, mean);
  return mean * normalCdf(z) + deviation * normalDensity(z);
}
