import { chiSquareQuantile } from './distributions.ts';

/** Drift scores that have a noise floor. */
export type FlooredScore =
  | 'population-stability-index'
  | 'jensen-shannon-natural'
  | 'jensen-shannon-base2'
  | 'wasserstein-normed';

/** What the floor depends on. */
export interface NoiseFloorInput {
  readonly score: FlooredScore;
  /** Bins of the histograms; not used by Wasserstein. */
  readonly bins: number;
  readonly referenceRows: number;
  readonly currentRows: number;
}

/** 0.99-quantile of W1/σ ÷ √(1/n + 1/m) without drift, simulated for a normal feature (uniform 2.6, exponential 2.7, log-normal 3.0). */
const WASSERSTEIN_99 = 2.75;

/**
 * The score that pure sampling noise exceeds in 1 % of windows without any drift (methods.md 4.6): PSI is about
 * χ²₍B−1₎·(1/n + 1/m), and the Jensen–Shannon distance √(PSI/8) in natural base, √(PSI/(8 ln 2)) in base 2. Valid
 * while every bin expects five rows or more. Alert only when a score reaches max(threshold, floor) in two windows
 * running. `Infinity` when a side has no rows.
 */
export function noiseFloor({ score, bins, referenceRows, currentRows }: NoiseFloorInput): number {
  if (!(referenceRows > 0 && currentRows > 0)) return Infinity;
  const spread = 1 / referenceRows + 1 / currentRows;
  if (score === 'wasserstein-normed') return WASSERSTEIN_99 * Math.sqrt(spread);
  const stability = bins > 1 ? chiSquareQuantile(0.99, bins - 1) * spread : 0;
  switch (score) {
    case 'population-stability-index':
      return stability;
    case 'jensen-shannon-natural':
      return Math.sqrt(stability / 8);
    case 'jensen-shannon-base2':
      return Math.sqrt(stability / (8 * Math.LN2));
  }
}
