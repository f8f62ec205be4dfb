import type { Comparison, ComparisonVerdict, NonInferiority, SliceResult, Verdict } from '@slipway/contracts';
import { type BootstrapRange, nonInferiority as isNotWorse, marginVerdict } from '@slipway/statistics';
import { metricDirection } from './metric-direction.ts';

/** One-sided, each bound for itself. */
const ALPHA = 0.05;
/** How much larger than the champion's the calibration error may be (methods.md 3.7). */
const CALIBRATION_MARGIN = 0.02;

/**
 * "Not worse by more than the margin": pass when the lower one-sided bound of the improvement lies above −margin, fail when
 * the upper one lies below, else inconclusive (methods.md 1.9). Normal where the difference has a standard error, else by
 * the bootstrap's bounds.
 */
export const nonInferiority = (
  metric: string,
  value: number | null,
  standardError: number | undefined,
  bootstrap: BootstrapRange | null | undefined,
  margin: number,
): NonInferiority => {
  const direction = metricDirection(metric);
  if (value === null || (standardError === undefined && !bootstrap))
    return { margin, lower: null, upper: null, p: null, method: 'none', verdict: 'inconclusive' };
  const improvement = direction * value;
  if (standardError !== undefined && standardError > 0) {
    const estimate = { kind: 'estimate', standardError, n: 0, degreesOfFreedom: Infinity } as const;
    const shown = isNotWorse({ ...estimate, difference: improvement }, margin, ALPHA);
    if (shown.kind === 'non-inferiority') {
      const upper = 2 * improvement - shown.lowerBound;
      return judged(margin, shown.lowerBound, upper, shown.p, 'normal, one-sided 5 %');
    }
  }
  if (bootstrap) {
    // The range is of candidate − champion: where less is better its upper bound is the improvement's lower one.
    const ends = [bootstrap.lowerBound, bootstrap.upperBound].map(
      (end) => improvement + direction * (end - bootstrap.value),
    );
    return judged(margin, Math.min(...ends), Math.max(...ends), null, 'bootstrap, one-sided 5 %');
  }
  return judged(margin, improvement, improvement, null, 'the models do not differ');
};

const judged = (
  margin: number,
  lower: number,
  upper: number,
  p: number | null,
  method: string,
): NonInferiority => ({
  margin,
  lower,
  upper,
  p,
  method,
  verdict: marginVerdict({ lower, upper }, margin),
});

/**
 * The verdict of a comparison (methods.md 3.7): pass when the 95 % interval of the primary metric's improvement lies above
 * −margin, no slice is harmed and the calibration error is at most the champion's + 0.02; fail when that interval lies
 * below −margin or a slice is harmed; otherwise inconclusive, and the reviewer gives a reason.
 */
export const comparisonVerdict = (
  metrics: Comparison['metrics'],
  slices: readonly SliceResult[],
  primary: string,
  margin: number,
): ComparisonVerdict => {
  const reasons = [
    primaryReason(metrics, primary, margin),
    slicesReason(slices),
    ...calibrationReason(metrics),
  ];
  const verdicts = reasons.map(({ verdict }) => verdict);
  return { verdict: overall(verdicts), primary, margin, reasons };
};

const overall = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
};

type Reason = ComparisonVerdict['reasons'][number];

const primaryReason = (metrics: Comparison['metrics'], primary: string, margin: number): Reason => {
  const compared = metrics[primary];
  const tested = compared?.difference.lower == null ? compared?.bootstrap : compared.difference;
  const { lower, upper } = tested ?? { lower: null, upper: null };
  if (lower === null || upper === null)
    return { of: 'primary', verdict: 'inconclusive', message: `${primary} has no interval` };
  const [from, to] = metricDirection(primary) === 1 ? [lower, upper] : [-upper, -lower];
  return {
    of: 'primary',
    verdict: marginVerdict({ lower: from, upper: to }, margin),
    message: `improvement of ${primary} within [${short(from)}, ${short(to)}], margin ${margin}`,
  };
};

const slicesReason = (slices: readonly SliceResult[]): Reason => {
  const tested = slices.filter(({ harm }) => harm !== null);
  const harmed = tested.filter(({ harm }) => harm?.significant === true);
  return {
    of: 'slices',
    verdict: harmed.length > 0 ? 'fail' : 'pass',
    message: `${harmed.length} of ${tested.length} tested slices harmed`,
  };
};

/** A calibration error is no reason to fail: it can be mended without training. */
const calibrationReason = ({ calibrationError }: Comparison['metrics']): Reason[] => {
  if (calibrationError === undefined) return [];
  const [ours, theirs] = [calibrationError.candidate.value, calibrationError.champion.value];
  if (ours === null || theirs === null)
    return [{ of: 'calibration', verdict: 'inconclusive', message: 'no calibration error is defined' }];
  return [
    {
      of: 'calibration',
      verdict: ours <= theirs + CALIBRATION_MARGIN ? 'pass' : 'inconclusive',
      message: `calibration error ${short(ours)}, the champion's ${short(theirs)}, margin ${CALIBRATION_MARGIN}`,
    },
  ];
};

const short = (value: number): string => String(Number(value.toPrecision(4)));
