import type { ArmQuality, ClusterSums } from '@slipway/contracts';
import { auc, aucVariance, ratioSums, rowLogLoss } from '@slipway/statistics';

export interface SimulatedArm {
  readonly variant: string;
  readonly version?: number;
  readonly rows: number;
  readonly random: () => number;
  /** Added to the true probability on the way to the score. */
  readonly bias?: number;
  /** Rows per unit. @default 1 */
  readonly rowsPerUnit?: number;
  /** Probability of a positive: uniform between these. @default 0.05, 0.5 */
  readonly range?: readonly [number, number];
  /** Share of rows with an outcome. @default 1 */
  readonly coverage?: number;
}

/** What the warehouse answers for an arm whose scores are right but for a bias. */
export const simulatedArm = ({
  variant,
  version = 1,
  rows,
  random,
  bias = 0,
  rowsPerUnit = 1,
  range = [0.05, 0.5],
  coverage = 1,
}: SimulatedArm): ArmQuality => {
  const labelled = Math.round(rows * coverage);
  const labels: number[] = [];
  const scores: number[] = [];
  for (let i = 0; i < labelled; i++) {
    const p = range[0] + (range[1] - range[0]) * random();
    labels.push(random() < p ? 1 : 0);
    scores.push(Math.min(0.99, Math.max(0.01, p + bias)));
  }
  const losses = labels.length > 0 ? [...rowLogLoss(labels, scores)] : [];
  const value = auc(labels, scores);
  const variance = aucVariance(labels, scores);
  return {
    variant,
    model: 'late',
    version,
    predictions: rows,
    errors: 0,
    units: Math.ceil(rows / rowsPerUnit),
    labelled,
    positives: labels.filter((label) => label === 1).length,
    meanScore: scores.length > 0 ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null,
    auc: value === null || variance === null ? null : { value, variance },
    brier: clusterSums(
      labels.map((label, i) => (scores[i]! - label) ** 2),
      rowsPerUnit,
    ),
    logLoss: clusterSums(losses, rowsPerUnit),
    accuracy: clusterSums(
      labels.map((label, i) => (scores[i]! >= 0.5 === (label === 1) ? 1 : 0)),
      rowsPerUnit,
    ),
  };
};

/** Sums per unit of consecutive rows. */
const clusterSums = (perRow: readonly number[], rowsPerUnit: number): ClusterSums => {
  const m: number[] = [];
  const d: number[] = [];
  for (let i = 0; i < perRow.length; i += rowsPerUnit) {
    const unit = perRow.slice(i, i + rowsPerUnit);
    m.push(unit.reduce((sum, value) => sum + value, 0));
    d.push(unit.length);
  }
  const sums = ratioSums(m, d);
  return {
    units: sums.n,
    m: sums.numerator,
    d: sums.denominator,
    mm: sums.numeratorSquares,
    dd: sums.denominatorSquares,
    md: sums.products,
  };
};
