import type { Completeness } from '@slipway/contracts';
import type { Clock, LogReader } from '@slipway/platform';
import type { Tally } from '../recorder/tally.ts';

export interface CompletenessOptions {
  readonly spool: LogReader;
  readonly tally: Tally;
  readonly clock: Clock;
}

/**
 * What the log holds: predictions and outcomes stored, records waiting in the spool, records lost to damage, and damaged
 * segments set aside.
 */
export const completeness = async ({ spool, tally, clock }: CompletenessOptions): Promise<Completeness> => {
  const { predictions, outcomes } = await tally.stored();
  const { waitingRecords, droppedRecords, quarantinedSegments, oldestAt } = await spool.statistics();
  return {
    stored: predictions,
    outcomes,
    waiting: waitingRecords,
    dropped: droppedRecords,
    quarantined: quarantinedSegments,
    oldestWaitingSeconds: oldestAt === null ? null : Math.max(0, (clock.now() - oldestAt) / 1000),
  };
};
