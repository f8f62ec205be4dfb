import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import { type Search, type SearchSummary, SlipwayError, type Trial } from '@slipway/contracts';
import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { printProgress, printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { askPatiently } from './patient-question.ts';
import { bestLine, describeSearch, progressOf } from './search-text.ts';

/** Between two looks at a search: trials take seconds at least. */
const LOOK_MS = 500;
/** A control process that is started anew is back long before that. */
const PATIENCE_MS = 5 * 60_000;

/** Prints what becomes of the trials until the search ends. Throws SEARCH_FAILED when it failed. */
const watchSearch = async (session: Session, client: Client, id: string): Promise<void> => {
  const told = new Map<string, Trial['state']>();
  for (;;) {
    const search = await askPatiently(() => client.getSearch({ params: { search: id } }), {
      milliseconds: PATIENCE_MS,
      everyMs: LOOK_MS,
      onInterruption: () => printProgress('control does not answer; trying again …'),
    });
    for (const line of progressOf(search, told)) printProgress(line);
    if (search.state !== 'running') {
      printResult(session.json, search, describeSearch);
      if (search.state === 'failed')
        throw new SlipwayError('SEARCH_FAILED', { search: id, reason: search.reason });
      return;
    }
    await sleep(LOOK_MS);
  }
};

const addList = (group: Command): void => {
  subcommand(group, 'list', 'list searches, newest first')
    .option('--job <job>', 'of this job only')
    .option('--limit <n>', 'at most so many', wholeNumber('--limit'), 20)
    .action(async (options: { job?: string; limit: number }, command: Command) => {
      const session = sessionOf(command);
      const page = await (await session.client()).listSearches({
        query: { limit: options.limit, ...(options.job ? { job: options.job } : {}) },
      });
      printResult(session.json, page, ({ items }: { items: readonly SearchSummary[] }) =>
        tableOf(
          ['SEARCH', 'JOB', 'STATE', 'STRATEGY', 'DONE', 'FAILED', 'BEST', 'CREATED'],
          items.map(({ id, job, state, plan, counts, best, createdAt }) => [
            id,
            job,
            state,
            plan.strategy,
            `${counts.succeeded + counts.failed + counts.cancelled}/${Object.values(counts).reduce((sum, count) => sum + count, 0)}`,
            counts.failed,
            best === null ? null : bestLine(plan.metric.name, best),
            createdAt,
          ]),
          'There is no search yet. Start one with "slipway search start <job>".',
        ),
      );
    });
};

interface StartOptions {
  readonly seed?: number;
  readonly parallel?: number;
  readonly register: boolean;
  readonly watch?: boolean;
}

const addStart = (group: Command): void => {
  subcommand(group, 'start <job>', 'try the parameters that a job declares under "search"')
    .option(
      '--seed <number>',
      'seed of the draws and of every run, instead of the one declared',
      wholeNumber('--seed'),
    )
    .option(
      '--parallel <n>',
      'runs at the same time, instead of the number declared',
      wholeNumber('--parallel'),
    )
    .option('--no-register', 'do not run the best trial once more to register and evaluate its model')
    .option('--watch', 'follow the search to its end')
    .action(async (job: string, { seed, parallel, register, watch }: StartOptions, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const search: Search = await client.startSearch({
        params: { job },
        body: {
          register,
          ...(seed === undefined ? {} : { seed }),
          ...(parallel === undefined ? {} : { parallel }),
        },
      });
      if (watch) return watchSearch(session, client, search.id);
      printResult(
        session.json,
        search,
        ({ id, trials }) =>
          `search ${id} has ${trials.length} trials. Follow it with "slipway search watch ${id}".`,
      );
    });
};

export const addSearch = (program: Command): void => {
  const search = group(program, 'search', 'search the best parameters of a job');
  addStart(search);
  addList(search);
  const single = (name: string, description: string, ask: (client: Client, id: string) => Promise<Search>) =>
    subcommand(search, `${name} <search>`, description).action(
      async (id: string, _options: object, command: Command) => {
        const session = sessionOf(command);
        printResult(session.json, await ask(await session.client(), id), describeSearch);
      },
    );
  const at = (id: string) => ({ params: { search: id } });
  single('show', 'show a search with its trials', (client, id) => client.getSearch(at(id)));
  single('cancel', 'cancel a search and its runs', (client, id) => client.cancelSearch(at(id)));
  single('resume', 'go on with a failed or cancelled search', (client, id) => client.resumeSearch(at(id)));
  subcommand(search, 'watch <search>', 'follow a search to its end').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      await watchSearch(session, await session.client(), id);
    },
  );
};
