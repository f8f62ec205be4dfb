import type {
  CountRecord,
  LogRecord,
  OutcomeRecord,
  PredictionRecord,
  SchemaRecord,
} from '@slipway/contracts';
import type { Future } from '../future.ts';

/** The gateway's side of the log. One writer per gateway process. */
export interface LogWriter {
  /** Makes the types of an endpoint's inputs known, in place of those it had; repeated at the start of every segment. */
  declare(schema: SchemaRecord): void;
  /**
   * Resolves when the records survive the death of this process, with durability `fsync` also the loss of power. Throws
   * INSUFFICIENT_SPACE when the disk is full, UNAVAILABLE when it fails; then none of them counts as written. A writer that
   * drops what does not fit resolves all the same, and counts the predictions; outcomes are refused all the same, because their
   * sender can send them again. Counts are never refused: what the disk does not take now is written as soon as it does.
   */
  append(records: readonly (PredictionRecord | OutcomeRecord | CountRecord)[]): Future<void> | Promise<void>;
  /** Why records are dropped at present; null while everything is written. Absent: this log never drops. */
  readonly trouble?: string | null;
  /** Predictions dropped since the writer was opened. Absent: this log never drops. */
  readonly droppedRows?: number;
  /** Seals what is open. */
  close(): Promise<void>;
}

/** A sealed, immutable batch of records. `id` is unique for ever: what is made of it is named after it. */
export interface Segment {
  readonly id: string;
  /**
   * In the order of their writing. The counts of a segment that was sealed whole add up to its answers (predictions that are
   * nobody's shadow) and to what was answered without a row; without any count nobody counted.
   */
  readonly records: readonly LogRecord[];
  /** Byte offset of the first damage; null when whole. Records before it are in `records`. */
  readonly damagedAt: number | null;
}

/** Answers by what became of their rows. Shadows are no answers. */
export interface AnswerCounts {
  readonly answered: number;
  readonly sampledOut: number;
  readonly dropped: number;
}

export interface LogStatistics {
  /** Predictions and outcomes, shadows included. */
  readonly waitingRecords: number;
  /** Of the waiting records those that are answers. */
  readonly waitingAnswers: number;
  /** What the waiting segments count, their rows included. */
  readonly waitingCounts: AnswerCounts;
  readonly quarantinedSegments: number;
  /** Rows that the segments set aside lost to damage. */
  readonly droppedRecords: number;
  /** Milliseconds since the epoch of the oldest waiting record; null when none waits. */
  readonly oldestAt: number | null;
}

/** The recorder's side: every sealed segment is delivered until it is acknowledged. */
export interface LogReader {
  /** Sealed segments, oldest first. Orphans of dead writers are sealed by this call. */
  sealed(): Promise<readonly string[]>;
  read(id: string): Promise<Segment>;
  /** After its rows are durable elsewhere. Idempotent. */
  acknowledge(id: string): Promise<void>;
  /** Sets a damaged segment aside. */
  quarantine(id: string): Promise<void>;
  statistics(): Promise<LogStatistics>;
}
