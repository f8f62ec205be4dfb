import { chooseEjections } from './outlier-ejection.ts';
import type { Predictor } from './predictor.ts';

/** How often the predictors of a set are compared. */
const COMPARE_MS = 1000;

/** What comparing needs of a predictor. */
type Compared = Pick<Predictor, 'record' | 'eject'>;

const comparedAt = new WeakMap<readonly Compared[], number>();

/** Compares the predictors of a variant with each other, once in a while, and leaves the outliers out for some time. */
export const ejectOutliers = (predictors: readonly Compared[], now: number): void => {
  if (predictors.length < 2 || now - (comparedAt.get(predictors) ?? 0) < COMPARE_MS) return;
  comparedAt.set(predictors, now);
  for (const index of chooseEjections(predictors.map((each) => each.record(now))))
    predictors[index]!.eject(now);
};
