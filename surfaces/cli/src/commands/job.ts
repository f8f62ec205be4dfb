import type { Job, Run } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { collect, parseParameters, wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { addJobApply } from './job-apply.ts';
import { addJobSchedule, scheduleText } from './job-schedule.ts';
import { addJobWebhook } from './job-webhook.ts';
import { watchRun } from './run-watch.ts';

const describeJob = (job: Job): string =>
  [
    `${job.name}, revision ${job.revision}${job.description ? `: ${job.description}` : ''}`,
    `  steps       ${job.steps.map(({ name, kind }) => `${name} (${kind})`).join(' → ')}`,
    `  parameters  ${
      Object.entries(job.parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ') || 'none'
    }`,
    `  schedule    ${scheduleText(job)}`,
    `  model       ${job.register?.model ?? 'none'}${job.release ? `, for endpoint ${job.release.endpoint}` : ''}`,
    `  code        ${job.code.directory} ${job.code.commit?.slice(0, 12) ?? '(no commit)'}${job.code.dirty ? ' with local changes' : ''}`,
  ].join('\n');

export const addJob = (program: Command): void => {
  const job = group(program, 'job', 'declare training jobs and start them');
  addJobApply(job, describeJob);
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
    .option('--fresh', 'run every step, even where the same was done before')
    .option('--watch', 'follow the run to its end')
    .action(
      async (
        name: string,
        options: { param: string[]; seed?: number; fresh?: boolean; watch?: boolean },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const client = await session.client();
        const body = {
          parameters: parseParameters(
            options.param,
            options.param.length > 0 ? (await client.getJob({ params: { job: name } })).parameters : {},
          ),
          ...(options.seed === undefined ? {} : { seed: options.seed }),
          ...(options.fresh ? { fresh: true } : {}),
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
  addJobSchedule(job, describeJob);
  addJobWebhook(job);
};
