import type { DecisionCurve } from '@slipway/contracts';
import { type DecisionSteps, thinSteps } from '@slipway/statistics';

/** More points would not be seen. */
const MOST_POINTS = 200;

/** At most 200 points of the curve, each exactly as counted, by ascending threshold. */
export const decisionCurve = (steps: DecisionSteps): DecisionCurve => ({
  positives: steps.positives,
  negatives: steps.negatives,
  points: thinSteps(steps, MOST_POINTS)
    .map((i): [number, number, number] => [
      steps.thresholds[i]!,
      steps.truePositives[i]!,
      steps.falsePositives[i]!,
    ])
    .reverse(),
});
