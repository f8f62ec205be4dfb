import type { CountRecord } from '@slipway/contracts';
import type { Column } from './column.ts';

/** The columns of the counts: what the writers say they answered, one row per segment, endpoint and gateway. */
export const COUNT_COLUMNS: readonly Column<CountRecord>[] = [
  { name: 'endpoint', type: 'VARCHAR', of: ({ endpoint }) => endpoint },
  { name: 'gateway', type: 'VARCHAR', of: ({ gateway }) => gateway },
  { name: 'at', type: 'TIMESTAMP', of: ({ at }) => at },
  { name: 'answered', type: 'BIGINT', of: ({ answered }) => answered },
  { name: 'sampled_out', type: 'BIGINT', of: ({ sampledOut }) => sampledOut },
  { name: 'dropped', type: 'BIGINT', of: ({ dropped }) => dropped },
  { name: 'date', type: 'DATE' },
];
