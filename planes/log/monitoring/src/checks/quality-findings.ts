import type { ArmQuality, Estimate, Evaluation, Finding, MonitorState } from '@slipway/contracts';
import { normalInterval } from '@slipway/statistics';
import { estimateOf } from '../metrics/estimate-of.ts';
import { LIVE_METRIC_NAMES, LIVE_METRICS, type LiveMetric, liveMetrics } from '../metrics/live-metrics.ts';
import { count, figure, percent } from './figures.ts';
import { finding } from './finding.ts';

/** Outcomes may be missing for a reason: below this share of the answers they are no fair sample (methods.md 5.1). */
const LEAST_COVERAGE = 0.8;
/** Below this the interval is as wide as anything that could be found. */
const LEAST_LABELLED = 200;
/** A change of the base rate smaller than this is no news, however certain it is. */
const BASE_RATE_MARGIN = 0.01;

export interface QualityFacts {
  /** The answering version in the window. */
  readonly arm: ArmQuality;
  /** The newest of that version. */
  readonly evaluation: Evaluation;
  /** Threshold that the endpoint sets; undefined: the gateway's default. */
  readonly liveThreshold?: number | undefined;
  readonly minimumRows?: number | undefined;
}

/**
 * Realised quality against the evaluation: alert when the 95 % interval of the live figure lies wholly on the bad side of the
 * evaluation's interval. Beside it coverage of the outcomes, and the base rate. Accuracy is left out when the endpoint decides
 * at another threshold than the evaluation did: the two would not be comparable.
 */
export const qualityFindings = (facts: QualityFacts): Finding[] => {
  const { arm, evaluation, liveThreshold, minimumRows = LEAST_LABELLED } = facts;
  const coverage = coverageFinding(arm);
  const doubt: MonitorState | null =
    arm.labelled < minimumRows
      ? 'insufficient_data'
      : coverage.state === 'inconclusive'
        ? 'inconclusive'
        : null;
  const why =
    arm.labelled < minimumRows
      ? `at least ${count(minimumRows)} outcomes are needed`
      : 'too few outcomes have come';
  const comparable = LIVE_METRIC_NAMES.filter(
    (metric) => metric !== 'accuracy' || (liveThreshold ?? evaluation.threshold) === evaluation.threshold,
  );
  const live = liveMetrics(arm);
  const judged = [
    ...comparable.map((metric) => metricFinding(metric, live[metric], evaluation, arm.labelled)),
    baseRateFinding(arm, evaluation),
  ];
  return [
    coverage,
    ...judged.map((found) =>
      doubt === null ? found : { ...found, state: doubt, detail: `${found.detail}; ${why}` },
    ),
  ];
};

const coverageFinding = ({ predictions, errors, labelled }: ArmQuality): Finding => {
  const answered = predictions - errors;
  const share = answered > 0 ? labelled / answered : null;
  return finding({
    subject: 'outcomes',
    state: share === null ? 'insufficient_data' : share < LEAST_COVERAGE ? 'inconclusive' : 'ok',
    method: 'share of answers with an outcome',
    rows: answered,
    score: share,
    threshold: LEAST_COVERAGE,
    detail:
      share === null
        ? 'no answers in the window'
        : `${count(labelled)} of ${count(answered)} answers have an outcome (${percent(share)}; ${percent(LEAST_COVERAGE)} are needed)`,
  });
};

const metricFinding = (metric: LiveMetric, live: Estimate, evaluation: Evaluation, rows: number): Finding => {
  const expected = evaluation.metrics[metric];
  const higher = LIVE_METRICS[metric] === 'higher';
  const bound = (higher ? expected?.lower : expected?.upper) ?? null;
  const parts = {
    subject: metric,
    method: live.method,
    rows,
    score: live.value,
    threshold: bound,
    interval: live,
  };
  const near = higher ? live.upper : live.lower;
  if (near === null || bound === null || live.value === null) {
    const detail =
      bound === null
        ? `the evaluation has no interval of ${metric}`
        : `${metric} has no interval: ${live.method}`;
    return finding({ ...parts, state: 'insufficient_data', detail });
  }
  const worse = higher ? near < bound : near > bound;
  const figures = `${metric} ${figure(live.value)} (${figure(live.lower ?? near)} to ${figure(live.upper ?? near)})`;
  const was = `${figure(expected?.lower ?? bound)} to ${figure(expected?.upper ?? bound)} of the evaluation`;
  return finding({
    ...parts,
    state: worse ? 'alert' : 'ok',
    detail: worse
      ? `${figures} is worse: its whole interval lies ${higher ? 'below' : 'above'} the ${was}`
      : `${figures} is not shown to be worse than the ${was}`,
  });
};

const baseRateFinding = ({ labelled, positives }: ArmQuality, evaluation: Evaluation): Finding => {
  const parts = {
    subject: 'base rate',
    method: 'difference of two proportions',
    rows: labelled,
    threshold: BASE_RATE_MARGIN,
  };
  if (labelled === 0 || evaluation.rows === 0) {
    return finding({ ...parts, state: 'insufficient_data', detail: 'no outcomes to compare' });
  }
  const now = positives / labelled;
  const before = evaluation.positives / evaluation.rows;
  const standardError = Math.sqrt((now * (1 - now)) / labelled + (before * (1 - before)) / evaluation.rows);
  const interval = normalInterval(now - before, standardError);
  const changed = Math.abs(now - before) >= BASE_RATE_MARGIN && (interval.lower > 0 || interval.upper < 0);
  return finding({
    ...parts,
    state: changed ? 'warn' : 'ok',
    score: now - before,
    interval: estimateOf(interval),
    detail: `${percent(now)} of the outcomes are positive, ${percent(before)} in the evaluation${changed ? ': the base rate has moved' : ''}`,
  });
};
