import type { OutcomeRecord } from '@slipway/contracts';
import type { Column } from './column.ts';

/** An outcome with its place in the log, which tells outcomes of the same millisecond apart. */
export interface PlacedOutcome {
  readonly record: OutcomeRecord;
  readonly segment: string;
  readonly sequence: number;
}

/** The columns of `outcomes`. */
export const OUTCOME_COLUMNS: readonly Column<PlacedOutcome>[] = [
  { name: 'prediction', type: 'VARCHAR', of: ({ record }) => record.prediction },
  { name: 'label', type: 'VARCHAR', of: ({ record }) => record.label },
  { name: 'value', type: 'DOUBLE', of: ({ record }) => record.value },
  { name: 'at', type: 'TIMESTAMP', of: ({ record }) => record.at },
  { name: 'received_at', type: 'TIMESTAMP', of: ({ record }) => record.receivedAt },
  { name: 'gateway', type: 'VARCHAR', of: ({ record }) => record.gateway },
  { name: 'segment', type: 'VARCHAR', of: ({ segment }) => segment },
  { name: 'sequence', type: 'INTEGER', of: ({ sequence }) => sequence },
  { name: 'date', type: 'DATE' },
];
