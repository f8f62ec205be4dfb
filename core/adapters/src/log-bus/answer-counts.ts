import type { CountRecord, LogRecord } from '@slipway/contracts';

interface Found {
  /** Answers with a row. */
  rows: number;
  /** Answers that the counts say have a row. */
  claimed: number;
  at: number;
  gateway: string;
}

/**
 * The counts that a segment lacks: its writer counts the answers of each endpoint when it seals, which a killed writer, a full
 * disk or damage prevents. Then what is there counts. Counts that are there stay: what they say beyond the rows is missing.
 */
export const missingCounts = (records: readonly LogRecord[]): CountRecord[] => {
  const found = new Map<string, Found>();
  const of = (endpoint: string, at: number, gateway: string): Found => {
    const known = found.get(endpoint) ?? { rows: 0, claimed: 0, at, gateway };
    found.set(endpoint, known);
    return known;
  };
  for (const record of records) {
    if (record.kind === 'prediction' && record.shadowOf === null)
      of(record.endpoint, record.at, record.gateway).rows += 1;
    if (record.kind === 'count')
      of(record.endpoint, record.at, record.gateway).claimed +=
        record.answered - record.sampledOut - record.dropped;
  }
  return [...found].flatMap(([endpoint, { rows, claimed, at, gateway }]) =>
    rows > 0 && claimed === 0
      ? [{ kind: 'count', at, gateway, endpoint, answered: rows, sampledOut: 0, dropped: 0 } as const]
      : [],
  );
};
