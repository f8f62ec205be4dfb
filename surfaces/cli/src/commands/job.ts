import type { Job, Run } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { collect, parseAssignments, wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { readJobFile } from './job-file.ts';
import { watchRun } from './run.ts';

const describeJob = (job: Job): string =>
  [
    `${job.name}, revision ${job.revision}${job.description ? `: ${job.description}` : ''}`,
    `  steps       ${job.steps.map(({ name, kind }) => `${name} (${kind})`).join(' → ')}`,
    `  parameters  ${
      Object.entries(job.parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ') || 'none'
    }`,
    `  schedule    ${job.schedule ? `${job.schedule.cron} (${job.schedule.timezone}), next ${job.nextRunAt ?? 'never'}` : 'none'}`,
    `  model       ${job.register?.model ?? 'none'}${job.release ? `, for endpoint ${job.release.endpoint}` : ''}`,
    `  code        ${job.code.directory} ${job.code.commit?.slice(0, 12) ?? '(no commit)'}${job.code.dirty ? ' with local changes' : ''}`,
  ].join('\n');

export const addJob = (program: Command): void => {
  const job = group(program, 'job', 'declare training jobs and start them');
  subcommand(job, 'apply <file>', 'register the job of a *.job.ts or .json file').action(
    async (file: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const { declaration, code } = await readJobFile(file);
      const client = await session.client();
      printResult(
        session.json,
        await client.putJob({ params: { job: declaration.name }, body: { declaration, code } }),
        describeJob,
      );
    },
  );
  subcommand(job, 'list', 'list jobs').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    const jobs = await (await session.client()).listJobs();
    printResult(session.json, jobs, (all) =>
      tableOf(
        ['JOB', 'REVISION', 'MODEL', 'SCHEDULE', 'NEXT RUN'],
        all.map(({ name, revision, register, schedule, nextRunAt }) => [
          name,
          revision,
          register?.model,
          schedule?.cron,
          nextRunAt,
        ]),
        'No job is registered. Register one with "slipway job apply <file>".',
      ),
    );
  });
  subcommand(job, 'show <job>', 'show a job').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).getJob({ params: { job: name } }),
        describeJob,
      );
    },
  );
  subcommand(job, 'run <job>', 'start a run')
    .option('-p, --param <name=value>', 'parameter of the run, repeatable', collect, [])
    .option('--seed <number>', 'seed instead of the one declared', wholeNumber('--seed'))
    .option('--watch', 'follow the run to its end')
    .action(
      async (
        name: string,
        options: { param: string[]; seed?: number; watch?: boolean },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const client = await session.client();
        const body = {
          parameters: parseAssignments(options.param),
          ...(options.seed === undefined ? {} : { seed: options.seed }),
        };
        const run: Run = await client.startRun({ params: { job: name }, body });
        if (options.watch) await watchRun(session, client, run.id);
        else
          printResult(
            session.json,
            run,
            ({ id }) => `run ${id} is queued. Follow it with "slipway run watch ${id}".`,
          );
      },
    );
  subcommand(job, 'schedule <job> [cron]', 'start runs by a cron expression')
    .option('--timezone <zone>', 'time zone of the expression', 'UTC')
    .option('--off', 'take the schedule away')
    .action(
      async (
        name: string,
        cron: string | undefined,
        options: { timezone: string; off?: boolean },
        command: Command,
      ) => {
        const session = sessionOf(command);
        if (!cron && !options.off) command.error('error: give a cron expression or --off');
        const schedule = cron && !options.off ? { cron, timezone: options.timezone } : null;
        printResult(
          session.json,
          await (await session.client()).setSchedule({ params: { job: name }, body: { schedule } }),
          describeJob,
        );
      },
    );
};
