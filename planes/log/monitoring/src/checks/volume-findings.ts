import type { Finding } from '@slipway/contracts';
import { checkSilence, checkVolume, type VolumeBaseline, volumeBaseline } from '@slipway/statistics';
import { count, figure } from './figures.ts';
import { finding } from './finding.ts';

/** What is known about the traffic of one window. */
export interface VolumeFacts {
  readonly windowMinutes: number;
  readonly predictions: number;
  /** Predictions of comparable earlier windows; too few of them are no history. */
  readonly history: readonly number[];
  /** Bounds per window, for when there is no history. */
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** Minutes from the last prediction to the end of the window; null when there never was one. */
  readonly gapMinutes: number | null;
  /** Records that were answered and are not in the warehouse yet, all endpoints together. */
  readonly waiting: { readonly records: number; readonly oldestSeconds: number | null };
}

/** Records wait some seconds by design; from here on the log lags, and missing rows are no sign of missing traffic. */
const LAG_SECONDS = 60;
const TAIL = 1e-4;

/**
 * Volume against comparable windows (methods.md 6.1), or against the configured bounds without history, and silence (6.2).
 * Too little traffic is inconclusive while the log itself lags.
 */
export const volumeFindings = (facts: VolumeFacts): Finding[] => {
  const baseline = volumeBaseline(facts.history);
  return [volumeFinding(facts, baseline), silenceFinding(facts, baseline)].map((found) =>
    found.lacksTraffic && lags(facts) ? inconclusive(found.finding, facts) : found.finding,
  );
};

interface Judged {
  readonly finding: Finding;
  /** True when the finding alerts because rows are missing. */
  readonly lacksTraffic: boolean;
}

const volumeFinding = (facts: VolumeFacts, baseline: VolumeBaseline | null): Judged => {
  const { predictions } = facts;
  if (baseline !== null) {
    const check = checkVolume(predictions, baseline, TAIL);
    if (check.state !== 'too-few-expected') {
      const p = Math.min(check.lowerP, check.upperP);
      const usual = `${count(predictions)} predictions where ${count(baseline.mean)} are usual`;
      return {
        lacksTraffic: check.state === 'low',
        finding: finding({
          subject: 'volume',
          state: check.state === 'ok' ? 'ok' : 'alert',
          method: baseline.dispersion > 1 ? 'negative binomial tail' : 'poisson tail',
          rows: predictions,
          score: p,
          threshold: TAIL,
          detail:
            check.state === 'ok'
              ? `${usual}: nothing unusual`
              : `${usual}: too ${check.state === 'low' ? 'few' : 'many'} (p ${figure(p)})`,
        }),
      };
    }
  }
  return boundsFinding(facts, baseline);
};

const boundsFinding = (
  { predictions, minimum, maximum }: VolumeFacts,
  baseline: VolumeBaseline | null,
): Judged => {
  const parts = { subject: 'volume', method: 'configured bounds', rows: predictions, score: predictions };
  if (minimum === undefined && maximum === undefined) {
    const why = baseline === null ? 'no comparable windows yet' : 'comparable windows have hardly any';
    return {
      lacksTraffic: false,
      finding: finding({
        ...parts,
        method: 'none',
        state: 'insufficient_data',
        detail: `${count(predictions)} predictions; ${why}, and the monitor sets no bounds`,
      }),
    };
  }
  const low = minimum !== undefined && predictions < minimum;
  const high = maximum !== undefined && predictions > maximum;
  const bound = low || maximum === undefined ? minimum : maximum;
  return {
    lacksTraffic: low,
    finding: finding({
      ...parts,
      state: low || high ? 'alert' : 'ok',
      threshold: bound ?? null,
      detail: low
        ? `${count(predictions)} predictions, fewer than the minimum ${count(minimum)}`
        : high
          ? `${count(predictions)} predictions, more than the maximum ${count(maximum)}`
          : `${count(predictions)} predictions, within the configured bounds`,
    }),
  };
};

const silenceFinding = (
  { gapMinutes, windowMinutes, predictions }: VolumeFacts,
  baseline: VolumeBaseline | null,
): Judged => {
  const ratePerMinute = baseline === null ? null : baseline.mean / windowMinutes;
  const { state, limitMinutes } = checkSilence({ gapMinutes, ratePerMinute });
  const parts = {
    subject: 'silence',
    method: 'gap since the last prediction, minutes',
    rows: predictions,
    score: gapMinutes,
    threshold: limitMinutes,
  };
  if (state === 'no-data-yet') {
    return {
      lacksTraffic: false,
      finding: finding({ ...parts, state: 'insufficient_data', detail: 'no prediction was ever logged' }),
    };
  }
  const gap = `the last prediction is ${figure(gapMinutes ?? 0)} minutes old`;
  return {
    lacksTraffic: state === 'silent',
    finding: finding({
      ...parts,
      state: state === 'silent' ? 'alert' : 'ok',
      detail: `${gap}; ${figure(limitMinutes)} are the limit`,
    }),
  };
};

const lags = ({ waiting }: VolumeFacts): boolean =>
  waiting.records > 0 && (waiting.oldestSeconds ?? 0) > LAG_SECONDS;

const inconclusive = (found: Finding, { waiting }: VolumeFacts): Finding => ({
  ...found,
  state: 'inconclusive',
  detail: `${found.detail}; but the log lags: ${count(waiting.records)} records wait to be stored`,
});
