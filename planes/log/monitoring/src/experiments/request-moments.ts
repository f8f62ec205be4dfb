import type { ClusterSums } from '@slipway/contracts';
import { type Moments, proportionMoments, rareEventMoments, ratioMoments } from '@slipway/statistics';

/**
 * Moments of the share of bad requests from sums per unit (m bad requests, d requests), with n in requests. The variance is that of
 * single requests, p(1 − p), times the design effect: what the ratio of sums per unit (methods.md 1.1, delta method) adds to it
 * because the requests of a unit are alike; never less than 1. Without a single bad or good request the smoothed variance stands in.
 */
export const requestMoments = (sums: ClusterSums): Moments => {
  const { m: successes, d: n } = sums;
  const certain = successes === 0 || successes === n;
  const moments = certain ? rareEventMoments({ n, successes }) : proportionMoments({ n, successes });
  return { ...moments, variance: moments.variance * designEffect(sums, moments) };
};

const designEffect = ({ units, m, d, mm, dd, md }: ClusterSums, { variance, n }: Moments): number => {
  if (units < 2 || n <= 0 || variance <= 0) return 1;
  const ratio = ratioMoments({
    n: units,
    numerator: m,
    denominator: d,
    numeratorSquares: mm,
    denominatorSquares: dd,
    products: md,
  });
  // Divided by n and not by n − 1, as the variance of a proportion is: with one request per unit the effect is exactly 1.
  const clustered = (ratio.variance * (units - 1)) / units / units;
  return Math.max(1, clustered / (variance / n));
};
