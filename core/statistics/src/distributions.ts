/**
 * The probability distributions of this package: the only file that imports @stdlib.
 *
 * Upper tails never use `1 - cdf`, which loses everything below about 1e-16; small p values are reported
 * and compared, so they must be right.
 */
import gammainc from '@stdlib/math-base-special-gammainc';
import binomial from '@stdlib/stats-base-dists-binomial-cdf';
import negativeBinomial from '@stdlib/stats-base-dists-negative-binomial-cdf';
import normal from '@stdlib/stats-base-dists-normal-cdf';
import normalInverse from '@stdlib/stats-base-dists-normal-quantile';
import poisson from '@stdlib/stats-base-dists-poisson-cdf';
import student from '@stdlib/stats-base-dists-t-cdf';
import studentInverse from '@stdlib/stats-base-dists-t-quantile';

/** Φ(x) of the standard normal distribution. */
export function normalCdf(x: number): number {
  return normal(x, 0, 1);
}

/**
 * Φ⁻¹(p); ±Infinity at 1 and 0. The library's value is off in the fifth digit at p = 1e-12 and infinite below 1e-17,
 * so small p are polished by Halley steps on Φ, which is accurate there.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let z = normalInverse(p, 0, 1);
  if (p <= 0 || p > 0.01) return z;
  if (z === -Infinity) z = -Math.sqrt(-2 * Math.log(p));
  for (let i = 0; i < 20; i++) {
    const step = (normalCdf(z) - p) / normalDensity(z);
    z -= step / (1 + (z * step) / 2);
    if (Math.abs(step) < 1e-14) break;
  }
  return z;
}

/** φ(x) of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** P(|Z| ≥ |z|). */
export function normalTwoSidedP(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z)));
}

/** P(T ≤ x) of Student's t with real `degreesOfFreedom` > 0. */
export function studentCdf(x: number, degreesOfFreedom: number): number {
  return student(x, degreesOfFreedom);
}

/** The p-quantile of Student's t. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  return studentInverse(p, degreesOfFreedom);
}

/** P(|T| ≥ |t|). */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  return Math.min(1, 2 * student(-Math.abs(t), degreesOfFreedom));
}

/** P(χ² ≥ x): the regularised upper incomplete gamma Q(df/2, x/2). 1 when there are no degrees of freedom. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom <= 0 || x <= 0) return 1;
  if (x === Infinity) return 0;
  return gammainc(x / 2, degreesOfFreedom / 2, true, true);
}

/** The x with P(χ² ≤ x) = p, found by bisection on the upper tail to full double precision. */
export function chiSquareQuantile(p: number, degreesOfFreedom: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Infinity;
  let lower = 0;
  let upper = Math.max(1, degreesOfFreedom);
  while (chiSquareTail(upper, degreesOfFreedom) > 1 - p) upper *= 2;
  for (let i = 0; i < 200; i++) {
    const middle = (lower + upper) / 2;
    if (middle === lower || middle === upper) break;
    if (chiSquareTail(middle, degreesOfFreedom) > 1 - p) lower = middle;
    else upper = middle;
  }
  return (lower + upper) / 2;
}

/** P(X ≤ k) for X ~ Binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  return binomial(k, n, p);
}

/** P(X ≥ k) for X ~ Binomial(n, p): the lower tail of the failures. */
export function binomialTail(k: number, n: number, p: number): number {
  return k <= 0 ? 1 : binomial(n - k, n, 1 - p);
}

/** P(X ≤ k) for X ~ Poisson(mean). */
export function poissonCdf(k: number, mean: number): number {
  return poisson(k, mean);
}

/** P(X ≥ k) for X ~ Poisson(mean) = P(Gamma(k) ≤ mean). */
export function poissonTail(k: number, mean: number): number {
  if (k <= 0) return 1;
  return mean <= 0 ? 0 : gammainc(mean, Math.ceil(k), true, false);
}

/** P(X ≤ k) where X counts failures before `successes` (real, > 0) successes of probability `p`. */
export function negativeBinomialCdf(k: number, successes: number, p: number): number {
  return negativeBinomial(k, successes, p);
}

/**
 * P(X ≥ k) of the same negative binomial. Above the mean the terms shrink geometrically and are summed from
 * the largest, which keeps the relative accuracy of a tiny tail.
 */
export function negativeBinomialTail(k: number, successes: number, p: number): number {
  const from = Math.ceil(k);
  if (from <= 0) return 1;
  const mean = (successes * (1 - p)) / p;
  if (from <= mean) return 1 - negativeBinomialCdf(from - 1, successes, p);
  const first = Math.exp(
    logGamma(from + successes) -
      logGamma(successes) -
      logGamma(from + 1) +
      successes * Math.log(p) +
      from * Math.log1p(-p),
  );
  let term = first;
  let sum = 0;
  for (let i = from; term > sum * 1e-17 && term > 0; i++) {
    sum += term;
    term *= ((i + successes) / (i + 1)) * (1 - p);
  }
  return Math.min(1, sum);
}

/** ln Γ(x), x > 0: Stirling's series after shifting x above 10, where its first omitted term is below 1e-16. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 12) shift += Math.log(z++);
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360))))));
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/**
 * Kolmogorov's Q(x) = P(√n·D ≥ x) in the limit. Two series of the same function: the alternating one needs
 * hundreds of terms near 0, the theta-transformed one converges there in four.
 */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  if (x < 1.18) {
    const t = -(Math.PI * Math.PI) / (8 * x * x);
    const sum = Math.exp(t) + Math.exp(9 * t) + Math.exp(25 * t) + Math.exp(49 * t);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, 2 * sum);
}
