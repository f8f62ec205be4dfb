import type { CatchUpPolicy, JobSchedule, OverlapPolicy, ScheduleTick } from '@slipway/contracts';

/**
 * A tick that is seen later than this was missed. Below a few looks at the schedules, a busy moment would count as an absence;
 * above a few minutes, somebody who wants no catching up would get runs that are late for everything.
 */
const LATE_AFTER_MS = 60_000;
/** Ticks of one job that are made up for, or wait, at the same time: enough for days of hourly runs, and an end for minutely ones. */
export const MOST_TICKS = 100;

export interface SchedulePolicy {
  readonly overlap: OverlapPolicy;
  readonly catchUp: CatchUpPolicy;
}

export const policyOf = ({ overlap, catchUp }: JobSchedule): SchedulePolicy => ({
  overlap: overlap ?? 'skip',
  catchUp: catchUp ?? 'latest',
});

/** What is seen of a job when ticks are due. Times are milliseconds since 1970. */
export interface ScheduleSight {
  /** Due ticks that nobody has decided on, oldest first. */
  readonly due: readonly number[];
  readonly now: number;
  /** Whether a run goes on that the schedule started. */
  readonly active: boolean;
  /** Earlier ticks that wait for a run to end. */
  readonly waiting: number;
}

export interface TickDecision {
  readonly at: number;
  readonly late: boolean;
  /** What is waiting is started as soon as no run of the schedule goes on; mostly at once. */
  readonly state: Exclude<ScheduleTick['state'], 'started' | 'replaced'>;
}

export interface ScheduleDecision {
  readonly ticks: readonly TickDecision[];
  /** Ticks that wait from before give way to the new one. */
  readonly replacesWaiting: boolean;
}

/** The ticks that want a run, by the catch-up policy. */
const wantedTicks = (catchUp: CatchUpPolicy, { due, now }: ScheduleSight): readonly number[] => {
  const onTime = due.filter((tick) => now - tick <= LATE_AFTER_MS);
  if (catchUp === 'all') return due;
  if (catchUp === 'none' || onTime.length > 0) return onTime;
  return due.slice(-1);
};

/** How many of the wanted ticks, counted from the newest, may go on; the overlap policy says. */
const allowedTicks = (
  overlap: OverlapPolicy,
  wanted: readonly number[],
  { active, waiting }: ScheduleSight,
): readonly number[] => {
  if (overlap === 'queue') return wanted.slice(0, Math.max(0, MOST_TICKS - waiting));
  if (overlap === 'replace') return wanted.slice(-1);
  return active || waiting > 0 ? [] : wanted.slice(-1);
};

/** What becomes of ticks that are due. */
export const decideTicks = (policy: SchedulePolicy, sight: ScheduleSight): ScheduleDecision => {
  const wanted = wantedTicks(policy.catchUp, sight);
  const allowed = allowedTicks(policy.overlap, wanted, sight);
  const stateOf = (tick: number): TickDecision['state'] => {
    if (allowed.includes(tick)) return 'waiting';
    if (!wanted.includes(tick)) return policy.catchUp === 'none' ? 'missed' : 'merged';
    // A newer tick of the same look stands for it; without one, what goes on is in its way.
    return policy.overlap !== 'queue' && allowed.length > 0 ? 'merged' : 'skipped';
  };
  return {
    ticks: sight.due.map((at) => ({ at, late: sight.now - at > LATE_AFTER_MS, state: stateOf(at) })),
    replacesWaiting: policy.overlap === 'replace' && allowed.length > 0 && sight.waiting > 0,
  };
};
