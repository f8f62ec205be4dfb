import { z } from 'zod';

/** What happens to a tick while a run that the schedule started goes on: it starts none, it waits, or it takes its place. */
export const OverlapPolicy = z.enum(['skip', 'queue', 'replace']);
export type OverlapPolicy = z.infer<typeof OverlapPolicy>;

/** What happens to ticks that passed while the job server was down: nothing, one run for all of them, or one run each (the newest 100). */
export const CatchUpPolicy = z.enum(['none', 'latest', 'all']);
export type CatchUpPolicy = z.infer<typeof CatchUpPolicy>;

/** When runs are started without anybody asking. A tick in an hour that a clock change leaves out comes an hour later; one in a doubled hour comes once. */
export const JobSchedule = z.strictObject({
  cron: z.string().min(1),
  timezone: z.string().default('UTC'),
  /** Absent: `skip`. Only runs of the schedule count; a person's run does not stand in its way. */
  overlap: OverlapPolicy.optional(),
  /** Absent: `latest`. `all` needs `overlap: 'queue'`. */
  catchUp: CatchUpPolicy.optional(),
});
export type JobSchedule = z.infer<typeof JobSchedule>;

/** What an alert may do to the job. */
export const AlertTrigger = z.strictObject({
  /** An alert starts no run for this long after another one has. */
  cooldownMinutes: z
    .int()
    .min(0)
    .max(60 * 24 * 30)
    .default(60),
});
export type AlertTrigger = z.infer<typeof AlertTrigger>;

export const JobEvent = z.enum(['failed', 'succeeded', 'missed']);
export type JobEvent = z.infer<typeof JobEvent>;

/** Who is told, by an HTTP POST, what became of a run or that a tick of the schedule was missed. */
export const JobNotify = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  on: z.array(JobEvent).min(1).default(['failed', 'missed']),
});
export type JobNotify = z.infer<typeof JobNotify>;

/**
 * What became of one tick. `started`: a run was started. `waiting`: for an earlier run to end. `merged`: a newer tick's run stands for it.
 * `skipped`: an earlier run went on, or too many wait. `replaced`: a newer one took its place. `missed`: nobody was there, and it is not made up for.
 */
export const ScheduleTick = z.strictObject({
  at: z.iso.datetime(),
  state: z.enum(['waiting', 'started', 'merged', 'skipped', 'replaced', 'missed']),
  /** True when the tick was seen too late, because the job server was down. */
  late: z.boolean(),
  run: z.string().nullable(),
  decidedAt: z.iso.datetime(),
});
export type ScheduleTick = z.infer<typeof ScheduleTick>;
