import type { Client } from '@slipway/client';
import { type Run, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { printResult } from '../terminal/output.ts';
import { decimal } from './assignments.ts';
import { sessionOf, subcommand } from './command.ts';
import { describeReproduction } from './reproduction-text.ts';
import { watchRun, watchToEnd } from './run-watch.ts';

/** The new run, or its whole course. */
const show = async (session: Session, client: Client, run: Run, watch: boolean): Promise<void> => {
  if (watch) await watchRun(session, client, run.id);
  else
    printResult(
      session.json,
      run,
      ({ id }) => `run ${id} is queued. Follow it with "slipway run watch ${id}".`,
    );
};

/** Throws NOT_REPRODUCED unless the version of the run is the same or equivalent. */
const reproduce = async (
  session: Session,
  client: Client,
  recorded: string,
  options: { tolerance?: number },
): Promise<void> => {
  const run = await client.reproduceRun({ params: { run: recorded }, body: { ...options } });
  const ended = await watchToEnd(client, run.id);
  const { model, version } = run.reproduces ?? {};
  const reproductions =
    model === undefined || version === undefined
      ? []
      : await client.listReproductions({ params: { model, version } });
  const found = reproductions.find((reproduction) => reproduction.run === run.id);
  if (found === undefined) {
    const failed = ended.steps.find(({ state }) => state === 'failed');
    throw new SlipwayError('STEP_FAILED', {
      step: failed?.name,
      reason: failed?.failure?.reason ?? `the run is ${ended.state}`,
      run: run.id,
    });
  }
  printResult(session.json, found, describeReproduction);
  const { verdict, reason } = found;
  if (verdict === 'different' || verdict === 'impossible')
    throw new SlipwayError('NOT_REPRODUCED', { run: recorded, verdict, reason });
};

/** The commands that do again what a run did. */
export const addRunAgain = (run: Command): void => {
  subcommand(run, 'rerun <run>', 'start a run with the parameters and the seed of an earlier one')
    .option('--fresh', 'run every step, even where the same was done before')
    .option('--watch', 'follow the run to its end')
    .action(async (id: string, options: { fresh?: boolean; watch?: boolean }, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const { job, parameters, seed } = await client.getRun({ params: { run: id } });
      const body = { parameters, seed, fresh: options.fresh === true };
      await show(session, client, await client.startRun({ params: { job }, body }), options.watch === true);
    });
  subcommand(
    run,
    'reproduce <run>',
    'make the version of a run again from the same code, data, parameters and seed, and compare',
  )
    .option(
      '--tolerance <number>',
      'largest difference of two metrics that match, relative to the larger (default: 1e-6)',
      decimal('--tolerance'),
    )
    .action(async (id: string, options: { tolerance?: number }, command: Command) => {
      const session = sessionOf(command);
      await reproduce(session, await session.client(), id, options);
    });
};
