import type { Distribution, Finding } from '@slipway/contracts';
import { benjaminiHochberg, kolmogorovTail } from '@slipway/statistics';
import { count, figure } from '../figures.ts';
import { finding } from '../finding.ts';
import { DRIFT_THRESHOLD, jensenShannonFinding, presentRows, wassersteinFinding } from './drift-score.ts';

/** What a monitor may set about drift. */
export interface DriftLimits {
  /** @default 0.1 */
  readonly threshold?: number | undefined;
  /** Rows on each side below which nothing is said. @default 1000 for distances over bins, 200 for numbers */
  readonly minimumRows?: number | undefined;
}

/** From here a distance and its noise floor decide; below, a test does (methods.md 4.6: with many rows every p value is small). */
export const DISTANCE_ROWS = 1000;
/** Below this the test would miss all but the grossest change, and its silence would be read as health. */
export const TEST_ROWS = 200;
/** False discovery rate over the features of one check. */
const TEST_ALPHA = 0.05;

const METHODS = { wasserstein: wassersteinFinding, 'jensen-shannon': jensenShannonFinding } as const;

interface Plan {
  readonly distribution: Distribution;
  readonly rows: number;
  readonly how: 'distance' | 'test' | 'insufficient';
  readonly minimum: number;
}

const plan = (distribution: Distribution, minimumRows: number | undefined): Plan => {
  const present = presentRows(distribution);
  const rows = Math.min(present.reference, present.current);
  const tested = distribution.kind === 'number' && rows < DISTANCE_ROWS;
  const minimum = minimumRows ?? (distribution.kind === 'number' ? TEST_ROWS : DISTANCE_ROWS);
  return {
    distribution,
    rows,
    minimum,
    how: rows < minimum || rows === 0 ? 'insufficient' : tested ? 'test' : 'distance',
  };
};

/**
 * One finding per distribution (methods.md part 9): numbers by the normed Wasserstein distance (or, for scores, Jensen-Shannon
 * over the reference's deciles), categories by Jensen-Shannon, from max(threshold, noise floor) on; numbers with fewer than
 * 1000 rows by the Kolmogorov-Smirnov test with Benjamini-Hochberg over all that are tested.
 */
export const driftFindings = (
  distributions: readonly Distribution[],
  limits: DriftLimits,
  numbers: keyof typeof METHODS = 'wasserstein',
): Finding[] => {
  const plans = distributions.map((distribution) => plan(distribution, limits.minimumRows));
  const tested = plans.filter(({ how }) => how === 'test');
  const adjusted = benjaminiHochberg(tested.map(({ distribution }) => kolmogorovP(distribution)));
  const threshold = limits.threshold ?? DRIFT_THRESHOLD;
  return plans.map((planned) => {
    const { distribution, how } = planned;
    if (how === 'insufficient') return insufficient(planned);
    if (how === 'test') return testFinding(planned, adjusted[tested.indexOf(planned)] ?? 1);
    return METHODS[distribution.kind === 'category' ? 'jensen-shannon' : numbers](distribution, threshold);
  });
};

const kolmogorovP = (distribution: Distribution): number => {
  const { reference, current } = presentRows(distribution);
  if (distribution.ks === null || reference === 0 || current === 0) return 1;
  return Math.min(
    1,
    kolmogorovTail(Math.sqrt((reference * current) / (reference + current)) * distribution.ks),
  );
};

const testFinding = ({ distribution, rows }: Plan, p: number): Finding => {
  const { name, ks } = distribution;
  const drifted = p < TEST_ALPHA;
  return finding({
    subject: name,
    state: drifted ? 'alert' : 'ok',
    method: 'p of kolmogorov-smirnov, benjamini-hochberg',
    rows,
    score: p,
    threshold: TEST_ALPHA,
    detail: drifted
      ? `${name} has drifted: p ${figure(p)} is below ${TEST_ALPHA} (largest gap ${figure(ks ?? 0)}, ${count(rows)} rows)`
      : `${name} shows no drift: p ${figure(p)} is not below ${TEST_ALPHA} (largest gap ${figure(ks ?? 0)}, ${count(rows)} rows)`,
  });
};

const insufficient = ({ distribution, rows, minimum }: Plan): Finding =>
  finding({
    subject: distribution.name,
    state: 'insufficient_data',
    method: 'none',
    rows,
    detail: `${distribution.name}: ${count(rows)} rows, and at least ${count(minimum)} are needed on each side`,
  });
