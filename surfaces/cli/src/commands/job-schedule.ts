import {
  CatchUpPolicy,
  type Job,
  type JobSchedule,
  OverlapPolicy,
  type ScheduleTick,
} from '@slipway/contracts';
import { type Command, Option } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { sessionOf, subcommand } from './command.ts';

interface ScheduleOptions {
  readonly timezone: string;
  readonly overlap?: OverlapPolicy;
  readonly catchUp?: CatchUpPolicy;
  readonly off?: boolean;
}

/** `0 3 * * * (Asia/Seoul), overlap skip, catch-up latest, next 2026-…`. */
export const scheduleText = ({ schedule, nextRunAt }: Pick<Job, 'schedule' | 'nextRunAt'>): string =>
  schedule
    ? `${schedule.cron} (${schedule.timezone}), overlap ${schedule.overlap ?? 'skip'}, catch-up ${schedule.catchUp ?? 'latest'}, next ${nextRunAt ?? 'never'}`
    : 'none';

const ticksText = (ticks: readonly ScheduleTick[]): string =>
  tableOf(
    ['TICK', 'STATE', 'LATE', 'RUN'],
    ticks.map(({ at, state, late, run }) => [at, state, late ? 'yes' : '', run]),
    'No tick of the schedule has come yet.',
  );

export const addJobSchedule = (job: Command, describe: (job: Job) => string): void => {
  subcommand(job, 'schedule <job> [cron]', 'start runs by a cron expression')
    .option('--timezone <zone>', 'time zone of the expression', 'UTC')
    .addOption(
      new Option('--overlap <policy>', 'while a run of the schedule goes on (default: skip)').choices(
        OverlapPolicy.options,
      ),
    )
    .addOption(
      new Option('--catch-up <policy>', 'after an absence of the job server (default: latest)').choices(
        CatchUpPolicy.options,
      ),
    )
    .option('--off', 'take the schedule away')
    .action(async (name: string, cron: string | undefined, options: ScheduleOptions, command: Command) => {
      const session = sessionOf(command);
      if (!cron && !options.off) command.error('error: give a cron expression or --off');
      const { timezone, overlap, catchUp } = options;
      const schedule: JobSchedule | null =
        cron && !options.off
          ? { cron, timezone, ...(overlap ? { overlap } : {}), ...(catchUp ? { catchUp } : {}) }
          : null;
      const client = await session.client();
      printResult(
        session.json,
        await client.setSchedule({ params: { job: name }, body: { schedule } }),
        describe,
      );
    });
  subcommand(job, 'ticks <job>', 'what became of the latest ticks of the schedule').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const answer = await (await session.client()).listScheduleTicks({ params: { job: name } });
      printResult(session.json, answer, ({ ticks }) => ticksText(ticks));
    },
  );
};
