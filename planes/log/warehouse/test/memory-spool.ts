import { missingCounts } from '@slipway/adapters/log-bus';
import type { CountRecord, LogRecord } from '@slipway/contracts';
import type { LogReader, LogStatistics, Segment } from '@slipway/platform';

/** A spool in memory whose acknowledgement can fail, as if the process had died just before it. */
export class MemorySpool implements LogReader {
  readonly segments = new Map<string, Segment>();
  readonly acknowledged: string[] = [];
  readonly quarantined: string[] = [];
  diesBeforeAcknowledging = false;

  seal(id: string, records: readonly LogRecord[], damagedAt: number | null = null): void {
    this.segments.set(id, { id, records: [...records, ...missingCounts(records)], damagedAt });
  }

  async sealed(): Promise<readonly string[]> {
    return [...this.segments.keys()];
  }

  async read(id: string): Promise<Segment> {
    const segment = this.segments.get(id);
    if (!segment) throw new Error(`no segment ${id}`);
    return segment;
  }

  async acknowledge(id: string): Promise<void> {
    if (this.diesBeforeAcknowledging) throw new Error('died before the acknowledgement');
    this.segments.delete(id);
    this.acknowledged.push(id);
  }

  async quarantine(id: string): Promise<void> {
    this.segments.delete(id);
    this.quarantined.push(id);
  }

  async statistics(): Promise<LogStatistics> {
    const records = [...this.segments.values()].flatMap((segment) => segment.records);
    const counts = records.filter((record) => record.kind === 'count');
    const sum = (of: (count: CountRecord) => number) => counts.reduce((total, count) => total + of(count), 0);
    return {
      waitingRecords: records.filter(({ kind }) => kind === 'prediction' || kind === 'outcome').length,
      waitingAnswers: records.filter((record) => record.kind === 'prediction' && record.shadowOf === null)
        .length,
      waitingCounts: {
        answered: sum(({ answered }) => answered),
        sampledOut: sum(({ sampledOut }) => sampledOut),
        dropped: sum(({ dropped }) => dropped),
      },
      quarantinedSegments: this.quarantined.length,
      droppedRecords: 0,
      oldestAt: null,
    };
  }
}
