import type { Client } from '@slipway/client';
import { type Run, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { printResult } from '../terminal/output.ts';
import { StatusLine } from '../terminal/status-line.ts';
import { sessionOf, subcommand } from './command.ts';
import { describeRun, failureLine } from './run-text.ts';
import { WatchProgress } from './watch-progress.ts';

/** The status is written anew this often, because its time runs. */
const TICK_MS = 1000;
/** A control process that is started anew is back long before that. */
const PATIENCE_MS = 5 * 60_000;

/** Throws STEP_FAILED or RUN_CANCELLED for a run that ended so. */
const assertSucceeded = (run: Run): void => {
  const failed = run.steps.find(({ state }) => state === 'failed');
  if (run.state === 'failed' || failed)
    throw new SlipwayError('STEP_FAILED', {
      step: failed?.name,
      reason: failed?.failure?.reason ?? failureLine(run),
      run: run.id,
    });
  if (run.state === 'cancelled') throw new SlipwayError('RUN_CANCELLED', { run: run.id });
};

/** Every event as one line of JSON on standard output. */
const watchAsLines = async (client: Client, id: string): Promise<Run | null> => {
  let run: Run | null = null;
  for await (const event of client.followRun({ params: { run: id } }, { patienceMs: PATIENCE_MS })) {
    if (event.event === 'run') run = event.data;
    process.stdout.write(`${JSON.stringify(event)}\n`);
  }
  return run;
};

const watchAsText = async (client: Client, id: string): Promise<Run | null> => {
  const progress = new WatchProgress();
  const status = new StatusLine(process.stderr);
  const timer = setInterval(() => status.show(progress.status), TICK_MS);
  try {
    const events = client.followRun(
      { params: { run: id } },
      {
        patienceMs: PATIENCE_MS,
        onInterruption: () => status.show('control does not answer; trying again …'),
      },
    );
    for await (const event of events) for (const line of progress.take(event)) status.print(line);
    return progress.run;
  } finally {
    clearInterval(timer);
    status.end();
  }
};

/** Shows the log and the steps of a run as they go on; returns the run when it has ended, however it did. */
export const watchToEnd = async (client: Client, id: string): Promise<Run> =>
  (await watchAsText(client, id)) ?? (await client.getRun({ params: { run: id } }));

/** Shows the log and the steps of a run as they go on, and the run when it has ended. Throws STEP_FAILED, RUN_CANCELLED. */
export const watchRun = async (session: Session, client: Client, id: string): Promise<void> => {
  const run = await watchToEnd(client, id);
  printResult(session.json, run, describeRun);
  assertSucceeded(run);
};

export const addRunWatch = (run: Command): void => {
  subcommand(run, 'watch <run>', 'follow a run to its end; with --json one event per line').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      if (!session.json) return watchRun(session, client, id);
      const seen = await watchAsLines(client, id);
      assertSucceeded(seen ?? (await client.getRun({ params: { run: id } })));
    },
  );
};
