import type { Completeness } from '@slipway/contracts';
import type { Clock, LogReader } from '@slipway/platform';
import type { Tally } from '../recorder/tally.ts';

export interface CompletenessOptions {
  readonly spool: LogReader;
  readonly tally: Tally;
  readonly clock: Clock;
}

/**
 * What the log holds, of answers: stored, waiting in the spool, left out by sampling, dropped by a full disk or lost to damage.
 * `answered` is what the writers counted, so that a difference to the sum of the others is a loss or a duplicate.
 */
export const completeness = async ({ spool, tally, clock }: CompletenessOptions): Promise<Completeness> => {
  const [stored, waiting] = await tally.stored(() => spool.statistics());
  const { waitingCounts, droppedRecords, oldestAt } = waiting;
  return {
    answered: stored.answered + waitingCounts.answered + droppedRecords,
    stored: stored.predictions,
    waiting: waiting.waitingAnswers,
    sampledOut: stored.sampledOut + waitingCounts.sampledOut,
    dropped: stored.dropped + waitingCounts.dropped + droppedRecords,
    quarantined: waiting.quarantinedSegments,
    outcomes: stored.outcomes,
    oldestWaitingSeconds: oldestAt === null ? null : Math.max(0, (clock.now() - oldestAt) / 1000),
  };
};
