import type { EvaluationPlan, EvaluationReport, ModelSignature, ResidualFigures } from '@slipway/contracts';
import { classConfusion, confusion, decisionSteps, normalQuantile, residuals } from '@slipway/statistics';
import { decisionCurve } from './decision-curve.ts';
import { LEVEL } from './estimate.ts';
import { topLabels } from './multiclass-measures.ts';
import { reliabilityCurves } from './reliability-curves.ts';
import type { ScoredRows } from './slice-results.ts';
import { thresholdTable } from './threshold-table.ts';

const Z = normalQuantile(0.5 + LEVEL / 2);

type Figures = Pick<EvaluationReport, 'reliability' | 'curves' | 'thresholds' | 'confusion' | 'residuals'>;

/** The figures of a task that are drawn or looked up: curves, threshold table and confusion, or residuals. */
export const taskFigures = (
  signature: ModelSignature,
  plan: Pick<EvaluationPlan, 'threshold' | 'costs'>,
  rows: ScoredRows,
): Figures => {
  switch (signature.task) {
    case 'binary':
      return { reliability: reliabilityCurves(signature, rows), ...binaryFigures(signature, plan, rows) };
    case 'multiclass':
      return {
        reliability: reliabilityCurves(signature, rows),
        confusion: classes(signature, rows),
      };
    case 'regression': {
      const figures = residualFigures(rows);
      return figures === null ? {} : { residuals: figures };
    }
  }
};

const binaryFigures = (
  { classes: names }: ModelSignature,
  plan: Pick<EvaluationPlan, 'threshold' | 'costs'>,
  { labels, candidate, champion }: ScoredRows,
): Figures => {
  const steps = decisionSteps(labels, candidate);
  const counts = (scores: Float64Array): number[][] => {
    const found = confusion(labels, scores, plan.threshold);
    return [
      [found.trueNegative, found.falsePositive],
      [found.falseNegative, found.truePositive],
    ];
  };
  return {
    curves: {
      candidate: decisionCurve(steps),
      champion: champion && decisionCurve(decisionSteps(labels, champion)),
    },
    thresholds: thresholdTable(steps, plan),
    confusion: {
      classes: [...names],
      threshold: plan.threshold,
      rows: counts(candidate),
      champion: champion && counts(champion),
    },
  };
};

const classes = (
  { classes: names }: ModelSignature,
  { labels, candidate, champion }: ScoredRows,
): NonNullable<Figures['confusion']> => {
  const counts = (scores: Float64Array) =>
    classConfusion(labels, topLabels(labels, scores, names.length).decided, names.length);
  return {
    classes: [...names],
    threshold: null,
    rows: counts(candidate),
    champion: champion && counts(champion),
  };
};

const residualFigures = ({ labels, candidate }: ScoredRows): ResidualFigures | null => {
  const found = residuals(labels, candidate);
  if (found === null) return null;
  const { mean, deviation, byPrediction, histogram, quantiles } = found;
  return {
    mean,
    deviation,
    byPrediction: byPrediction.map(({ meanResidual: value, standardError, ...bin }) => {
      const half = standardError === null ? null : Z * standardError;
      return {
        ...bin,
        residual: {
          value,
          lower: half === null ? null : value - half,
          upper: half === null ? null : value + half,
        },
      };
    }),
    histogram: [...histogram],
    quantiles: quantiles.map(([normal, residual]) => [normal, residual]),
  };
};
