import type { EvaluationPlan, Range, ThresholdRow, ThresholdTable } from '@slipway/contracts';
import {
  bestSteps,
  confusionAt,
  confusionRates,
  type DecisionSteps,
  decisionCost,
  f1Interval,
  type Interval,
  type OutcomeCosts,
  stepAt,
} from '@slipway/statistics';
import { LEVEL } from './estimate.ts';

/** Thresholds that people ask about. */
const GRID = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
/** Shares of rows that people can look at: they place thresholds where the scores of rare events are. */
const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/**
 * What each of some thresholds would do on these rows: a grid, those that flag 1 to 50 % of the rows, the plan's, and the two
 * that are best by F1 and by cost. Thresholds that decide alike stand there once.
 */
export const thresholdTable = (
  steps: DecisionSteps,
  plan: Pick<EvaluationPlan, 'threshold' | 'costs'>,
): ThresholdTable => {
  const { threshold } = plan;
  const costs = plan.costs ?? null;
  const best = bestSteps(steps, costs);
  const bestByF1 = best.byF1 === null ? null : thresholdOf(steps, best.byF1);
  const bestByCost = best.byCost === null ? null : thresholdOf(steps, best.byCost);
  const named = [threshold, bestByF1, bestByCost].filter((value) => value !== null);
  const thresholds = distinctDecisions(steps, [...named, ...flagging(steps), ...GRID], new Set(named));
  return {
    level: LEVEL,
    methods: {
      precision: 'wilson',
      recall: 'wilson',
      falsePositiveRate: 'wilson',
      selectionRate: 'wilson',
      f1: 'wilson-jaccard',
      ...(costs === null ? {} : { cost: 'normal' }),
    },
    costs,
    rows: thresholds.map((value) => thresholdRow(steps, value, costs)),
    bestByF1,
    bestByCost,
  };
};

/** Decisions at one threshold, with their intervals. */
const thresholdRow = (steps: DecisionSteps, threshold: number, costs: OutcomeCosts | null): ThresholdRow => {
  const counts = confusionAt(steps, stepAt(steps, threshold));
  const { precision, recall, falsePositiveRate, selectionRate } = confusionRates(counts, LEVEL);
  return {
    threshold,
    precision: rangeOf(precision),
    recall: rangeOf(recall),
    falsePositiveRate: rangeOf(falsePositiveRate),
    f1: rangeOf(f1Interval(counts, LEVEL)),
    selectionRate: rangeOf(selectionRate),
    cost: costs === null ? null : rangeOf(decisionCost(counts, costs, LEVEL)),
  };
};

const rangeOf = (interval: Interval | null): Range =>
  interval === null
    ? { value: null, lower: null, upper: null }
    : { value: interval.value, lower: interval.lower, upper: interval.upper };

const flagging = (steps: DecisionSteps): number[] => {
  const rows = steps.positives + steps.negatives;
  return SHARES.flatMap((share) => {
    let index = -1;
    const flagged = (i: number) => steps.truePositives[i]! + steps.falsePositives[i]!;
    while (index + 1 < steps.thresholds.length && flagged(index + 1) <= share * rows) index++;
    return index === -1 ? [] : [thresholdOf(steps, index)!];
  });
};

/** Ascending; of thresholds with the same decisions the named ones stay, else the first. */
const distinctDecisions = (
  steps: DecisionSteps,
  thresholds: readonly number[],
  named: ReadonlySet<number>,
): number[] => {
  const seen = new Set<number>();
  return [...new Set(thresholds)]
    .filter((threshold) => {
      const step = stepAt(steps, threshold);
      if (seen.has(step) && !named.has(threshold)) return false;
      seen.add(step);
      return true;
    })
    .sort((a, b) => a - b);
};

/** The shortest decimal threshold that decides as step `index` does; null when −1, no row, is asked for and a score is 1. */
const thresholdOf = ({ thresholds }: DecisionSteps, index: number): number | null => {
  if (index < 0) return thresholds[0]! < 1 ? 1 : null;
  const own = thresholds[index]!;
  const next = thresholds[index + 1] ?? -Infinity;
  for (let digits = 1; digits <= 15; digits++) {
    const short = Math.floor(own * 10 ** digits) / 10 ** digits;
    if (short > next && short <= own) return short;
  }
  return own;
};
