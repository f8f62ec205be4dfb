/** What one predictor did in the last ten seconds. */
export interface PredictorRecord {
  readonly exchanges: number;
  readonly failures: number;
  /** Mean over the exchanges that were answered; 0 when none was. */
  readonly meanMs: number;
  /** Out of the set already. */
  readonly ejected: boolean;
}

/** With fewer exchanges chance decides. */
const LEAST_EXCHANGES = 20;
/** Above its siblings by this much of all its exchanges: a predictor that loses every fifth request. */
const FAILURE_MARGIN = 0.2;
/** Slower than the median of its siblings by this factor … */
const LATENCY_FACTOR = 4;
/** … and by this much: 0.4 ms in place of 0.1 ms is no reason to lose half of a set. */
const LATENCY_MARGIN_MS = 50;

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const isOutlier = (record: PredictorRecord, siblings: readonly PredictorRecord[]): boolean => {
  const others = siblings.filter((other) => other !== record && other.exchanges >= LEAST_EXCHANGES);
  if (record.exchanges < LEAST_EXCHANGES || others.length === 0) return false;
  const failed = others.reduce((sum, { failures }) => sum + failures, 0);
  const asked = others.reduce((sum, { exchanges }) => sum + exchanges, 0);
  if (record.failures / record.exchanges > failed / asked + FAILURE_MARGIN) return true;
  const usual = medianOf(others.map(({ meanMs }) => meanMs));
  return record.meanMs > LATENCY_FACTOR * usual && record.meanMs > usual + LATENCY_MARGIN_MS;
};

/**
 * Which predictors of a set should be left out for a while, worst first: those that fail or wait far more than their siblings.
 * Never more than half of the set, those that are out already included: the rest could not carry the load.
 * Source: outlier detection of Envoy (success rate and maximum ejection percentage), with latency added.
 */
export const chooseEjections = (records: readonly PredictorRecord[]): number[] => {
  const out = records.filter(({ ejected }) => ejected).length;
  const room = Math.floor(records.length / 2) - out;
  if (room <= 0) return [];
  const inside = records.filter(({ ejected }) => !ejected);
  const badness = ({ failures, exchanges }: PredictorRecord) => failures / exchanges;
  return records
    .map((record, index) => ({ record, index }))
    .filter(({ record }) => !record.ejected && isOutlier(record, inside))
    .sort((a, b) => badness(b.record) - badness(a.record) || b.record.meanMs - a.record.meanMs)
    .slice(0, room)
    .map(({ index }) => index);
};

/** First time out, and the longest; each further ejection within a minute of the last one doubles it. */
const FIRST_EJECTION_MS = 2000;
const LONGEST_EJECTION_MS = 60_000;

/** How long the n-th ejection lasts, counted from 0. */
export const ejectionMs = (before: number): number =>
  Math.min(LONGEST_EJECTION_MS, FIRST_EJECTION_MS * 2 ** before);
