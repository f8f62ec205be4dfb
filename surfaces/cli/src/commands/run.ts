import type { Client } from '@slipway/client';
import { type Run, RunState } from '@slipway/contracts';
import { type Command, Option } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { addRunAgain } from './run-again.ts';
import { addRunLogs } from './run-logs.ts';
import { addRunMetrics } from './run-metrics.ts';
import { describeRun, durationOf, failureLine } from './run-text.ts';
import { addRunWatch } from './run-watch.ts';

interface ListOptions {
  readonly job?: string;
  readonly state?: RunState;
  readonly limit: number;
  readonly before?: string;
}

export const addRun = (program: Command): void => {
  const run = group(program, 'run', 'look at runs, retry and cancel them');
  subcommand(run, 'list', 'list runs, newest first')
    .option('--job <job>', 'of this job only')
    .addOption(new Option('--state <state>', 'in this state only').choices(RunState.options))
    .option('--limit <n>', 'at most so many', wholeNumber('--limit'), 20)
    .option('--before <run>', 'older than this run; the "next" of the page before')
    .action(async (options: ListOptions, command: Command) => {
      const session = sessionOf(command);
      const page = await (await session.client()).listRuns({
        query: {
          limit: options.limit,
          ...(options.job ? { job: options.job } : {}),
          ...(options.state ? { state: options.state } : {}),
          ...(options.before ? { before: options.before } : {}),
        },
      });
      printResult(session.json, page, ({ items }) =>
        tableOf(
          ['RUN', 'JOB', 'STATE', 'TRIGGER', 'CREATED', 'TIME', 'WHY IT FAILED'],
          items.map((item) => [
            item.id,
            item.job,
            item.state,
            item.trigger,
            item.createdAt,
            durationOf(item),
            failureLine(item),
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
  addRunAgain(run);
  addRunWatch(run);
  addRunMetrics(run);
  addRunLogs(run);
};
