import type { LogRecord, OutcomeRecord, PredictionRecord, SchemaRecord } from '@slipway/contracts';

/** The gateway's side of the log. One writer per gateway process. */
export interface LogWriter {
  /** Makes the types of an endpoint's inputs known; repeated at the start of every segment. */
  declare(schema: SchemaRecord): void;
  /**
   * Resolves when the records survive the death of this process. Throws INSUFFICIENT_SPACE when the disk is full;
   * then none of them counts as written.
   */
  append(records: readonly (PredictionRecord | OutcomeRecord)[]): Promise<void>;
  /** Seals what is open. */
  close(): Promise<void>;
}

/** A sealed, immutable batch of records. `id` is unique for ever: what is made of it is named after it. */
export interface Segment {
  readonly id: string;
  readonly records: readonly LogRecord[];
  /** Byte offset of the first damage; null when whole. Records before it are in `records`. */
  readonly damagedAt: number | null;
}

export interface LogStatistics {
  readonly waitingRecords: number;
  readonly quarantinedSegments: number;
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
