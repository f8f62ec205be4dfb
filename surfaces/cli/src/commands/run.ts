import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import { type Run, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { formatDuration } from '../terminal/figures.ts';
import { printJson, printLine, printProgress, printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';

const duration = (from: string | null, to: string | null): string =>
  from ? formatDuration(Date.parse(to ?? new Date().toISOString()) - Date.parse(from)) : '';

const describeRun = (run: Run): string => {
  const steps = tableOf(
    ['STEP', 'KIND', 'STATE', 'ATTEMPT', 'TIME', 'OUTPUT'],
    run.steps.map(({ name, kind, state, attempt, startedAt, finishedAt, output }) => [
      name,
      kind,
      state,
      attempt,
      duration(startedAt, finishedAt),
      output?.model
        ? `${output.model.name} v${output.model.version}`
        : output?.snapshot
          ? `${output.snapshot.rows} rows`
          : (output?.review ?? ''),
    ]),
    '',
  );
  const failures = run.steps.flatMap(({ name, failure }) =>
    failure ? [`\n${name}: ${failure.reason}`, ...failure.lastLines.map((line) => `  ${line}`)] : [],
  );
  return [
    `run ${run.id} of ${run.job} (revision ${run.jobRevision}): ${run.state}, started by ${run.author} (${run.trigger}), seed ${run.seed}`,
    steps,
    ...failures,
  ].join('\n');
};

/** Prints the log of a run as it grows until it ends. Throws STEP_FAILED when it failed. */
export const watchRun = async (session: Session, client: Client, id: string): Promise<void> => {
  let after = -1;
  for (;;) {
    const run = await client.getRun({ params: { run: id } });
    const { lines } = await client.getRunLog({ params: { run: id }, query: { after } });
    after = lines.at(-1)?.sequence ?? after;
    for (const { step, text } of lines) printProgress(`${step} | ${text}`);
    if (lines.length === 0 && run.state !== 'queued' && run.state !== 'running') {
      printResult(session.json, run, describeRun);
      const failed = run.steps.find(({ state }) => state === 'failed');
      if (failed)
        throw new SlipwayError('STEP_FAILED', { step: failed.name, reason: failed.failure?.reason, run: id });
      return;
    }
    if (lines.length === 0) await sleep(300);
  }
};

export const addRun = (program: Command): void => {
  const run = group(program, 'run', 'look at runs, retry and cancel them');
  subcommand(run, 'list', 'list runs, newest first')
    .option('--job <job>', 'of this job only')
    .option('--limit <n>', 'at most so many', wholeNumber('--limit'), 20)
    .action(async (options: { job?: string; limit: number }, command: Command) => {
      const session = sessionOf(command);
      const page = await (await session.client()).listRuns({
        query: { limit: options.limit, ...(options.job ? { job: options.job } : {}) },
      });
      printResult(session.json, page, ({ items }) =>
        tableOf(
          ['RUN', 'JOB', 'STATE', 'TRIGGER', 'CREATED', 'TIME'],
          items.map(({ id, job, state, trigger, createdAt, startedAt, finishedAt }) => [
            id,
            job,
            state,
            trigger,
            createdAt,
            duration(startedAt, finishedAt),
          ]),
          'There is no run yet. Start one with "slipway job run <job>".',
        ),
      );
    });
  const single = (name: string, description: string, ask: (client: Client, id: string) => Promise<Run>) =>
    subcommand(run, `${name} <run>`, description).action(
      async (id: string, _options: object, command: Command) => {
        const session = sessionOf(command);
        printResult(session.json, await ask(await session.client(), id), describeRun);
      },
    );
  single('show', 'show a run with its steps', (client, id) => client.getRun({ params: { run: id } }));
  single('retry', 'retry from the failed step', (client, id) => client.retryRun({ params: { run: id } }));
  single('cancel', 'cancel a run', (client, id) => client.cancelRun({ params: { run: id } }));
  subcommand(run, 'watch <run>', 'follow a run to its end').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      await watchRun(session, await session.client(), id);
    },
  );
  subcommand(run, 'metrics <run>', 'metrics that the steps logged').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const answer = await (await session.client()).getRunMetrics({ params: { run: id } });
      printResult(session.json, answer, ({ metrics }) =>
        tableOf(
          ['KEY', 'STEP', 'VALUE'],
          metrics.map(({ key, step, value }) => [key, step, value]),
          'The run logged no metrics.',
        ),
      );
    },
  );
  subcommand(run, 'logs <run>', 'print the log of a run')
    .option('--step <step>', 'of this step only')
    .action(async (id: string, options: { step?: string }, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const all = [];
      for (let after = -1; ; ) {
        const { lines } = await client.getRunLog({
          params: { run: id },
          query: { after, limit: 10_000, ...(options.step ? { step: options.step } : {}) },
        });
        all.push(...lines);
        if (lines.length === 0) break;
        after = lines.at(-1)?.sequence ?? after;
      }
      if (session.json) printJson({ lines: all });
      else
        for (const { step, stream, text } of all)
          printLine(`${step} ${stream === 'stderr' ? '!' : '|'} ${text}`);
    });
};
