import type { Feature, RobustnessCase } from '@slipway/contracts';
import type { ValueRange } from './value-ranges.ts';

export type RobustnessChange = Pick<RobustnessCase, 'feature' | 'change' | 'value'>;

/** Values lie this many ranges beyond the observed ones: whole numbers stay whole, so that integer features take them. */
export const OUT_OF_RANGE_STEP = 1;
/** A text that nobody has as a category. */
export const UNSEEN = '(never seen)';

/**
 * What is done to the features, one change at a time: each one missing, each number below and above what the holdout has,
 * each category an unknown one. A number that never varies has the range max(1, |value|).
 */
export const robustnessChanges = (
  features: readonly Feature[],
  rangeOf: (feature: string) => ValueRange | null,
): RobustnessChange[] =>
  features.flatMap(({ name, kind }): RobustnessChange[] => {
    const missing = { feature: name, change: 'missing', value: null } as const;
    if (kind === 'category') return [missing, { feature: name, change: 'unseen', value: UNSEEN }];
    const range = kind === 'number' ? rangeOf(name) : null;
    if (range === null) return [missing];
    const { lowest, highest } = range;
    const width = highest > lowest ? highest - lowest : Math.max(1, Math.abs(highest));
    return [
      missing,
      { feature: name, change: 'below', value: lowest - OUT_OF_RANGE_STEP * width },
      { feature: name, change: 'above', value: highest + OUT_OF_RANGE_STEP * width },
    ];
  });
