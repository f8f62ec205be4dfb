import type { Finding, MonitorState } from '@slipway/contracts';

type FindingParts = Pick<Finding, 'subject' | 'state' | 'method' | 'rows' | 'detail'> &
  Partial<Pick<Finding, 'score' | 'threshold' | 'floor' | 'interval'>>;

const finiteOrNull = (value: number | null | undefined): number | null =>
  value !== undefined && value !== null && Number.isFinite(value) ? value : null;

/** A finding; what is not given, or not finite, is null. */
export const finding = ({ score, threshold, floor, interval = null, ...said }: FindingParts): Finding => ({
  ...said,
  score: finiteOrNull(score),
  threshold: finiteOrNull(threshold),
  floor: finiteOrNull(floor),
  interval,
});

/** From best to worst. That nothing could be said is worse than ok: nobody may take it for a green light. */
const FROM_BEST: readonly MonitorState[] = [
  'ok',
  'insufficient_data',
  'inconclusive',
  'warn',
  'alert',
  'error',
];

/** The worst state among findings; without any there is nothing to go by. */
export const worstState = (findings: readonly Finding[]): MonitorState =>
  findings.length === 0
    ? 'insufficient_data'
    : (FROM_BEST[Math.max(...findings.map(({ state }) => FROM_BEST.indexOf(state)))] ?? 'error');
