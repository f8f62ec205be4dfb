import type { DecisionCurve } from '@slipway/contracts';

export type Point = readonly [x: number, y: number];

/** A curve ready to be drawn, with its point at the threshold; null when no row is decided positive there. */
export interface DrawnCurve {
  readonly points: readonly Point[];
  readonly chosen: Point | null;
}

/** False positive rate and true positive rate, from "decide none" at (0, 0) upwards. */
export const rocCurve = (curve: DecisionCurve, threshold: number): DrawnCurve =>
  drawn(curve, threshold, [0, 0], (truePositives, falsePositives) => [
    share(falsePositives, curve.negatives),
    share(truePositives, curve.positives),
  ]);

/** Recall and precision, from the highest scores on. */
export const precisionRecallCurve = (curve: DecisionCurve, threshold: number): DrawnCurve =>
  drawn(curve, threshold, null, (truePositives, falsePositives) => [
    share(truePositives, curve.positives),
    share(truePositives, truePositives + falsePositives),
  ]);

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const drawn = (
  { points }: DecisionCurve,
  threshold: number,
  origin: Point | null,
  place: (truePositives: number, falsePositives: number) => Point,
): DrawnCurve => {
  const descending = points.toReversed();
  // What is kept of a curve may miss the threshold: the next score above it decides almost the same.
  const chosen = descending.findLast(([score]) => score >= threshold);
  const placed = descending.map(([, truePositives, falsePositives]) => place(truePositives, falsePositives));
  return {
    points: origin === null ? placed : [origin, ...placed],
    chosen: chosen === undefined ? origin : place(chosen[1], chosen[2]),
  };
};
