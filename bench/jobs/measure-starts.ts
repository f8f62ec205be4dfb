import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import { JobDeclaration, type Run } from '@slipway/contracts';
import type { BenchContext } from '../bench.ts';

/** How long the steps of a run take to begin, ms. */
export interface StepStarts {
  /** From the end of the step before to the lease of a worker. */
  readonly leased: readonly number[];
  /** From there to the begin of the process of the step. */
  readonly begun: readonly number[];
}

const END_MS = 120_000;

/** Says when its process began, before Node had loaded anything. */
const STEP = `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.SLIPWAY_METRICS, JSON.stringify({ key: process.env.SLIPWAY_STEP, value: performance.timeOrigin }) + '\\n');
`;

const until = async (client: Client, id: string): Promise<Run> => {
  for (const end = Date.now() + END_MS; ; await sleep(200)) {
    const run = await client.getRun({ params: { run: id } });
    if (run.state === 'succeeded') return run;
    if (run.finishedAt !== null || Date.now() > end)
      throw new Error(`the chain of steps is ${run.state}: ${JSON.stringify(run.steps)}`);
  }
};

/** Runs a chain of commands that do nothing through the worker of the stack; each is ready when the one before has ended. */
export const measureStarts = async (
  client: Client,
  { quick, resources }: BenchContext,
): Promise<StepStarts> => {
  // Not in the data directory, of which steps see nothing.
  const code = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  resources.defer(() => rm(code, { recursive: true, force: true }));
  await writeFile(join(code, 'step.mjs'), STEP);
  const names = Array.from({ length: quick ? 5 : 40 }, (_, index) => `step-${index}`);
  const declaration = JobDeclaration.parse({
    name: 'chain',
    steps: names.map((name, index) => ({
      kind: 'command',
      name,
      needs: names.slice(Math.max(0, index - 1), index),
      command: ['node', 'step.mjs'],
    })),
  });
  await client.putJob({
    params: { job: declaration.name },
    body: { declaration, code: { directory: code, commit: null, dirty: false } },
  });
  const { id } = await client.startRun({ params: { job: declaration.name }, body: { fresh: true } });
  const run = await until(client, id);
  const { metrics } = await client.getRunMetrics({ params: { run: id } });
  const began = new Map(metrics.map(({ key, value }) => [key, value]));
  const pairs = run.steps.slice(1).map((step, index) => {
    const ready = Date.parse(run.steps[index]?.finishedAt ?? '');
    return {
      leased: Date.parse(step.startedAt ?? '') - ready,
      begun: (began.get(step.name) ?? Number.NaN) - ready,
    };
  });
  return { leased: pairs.map(({ leased }) => leased), begun: pairs.map(({ begun }) => begun) };
};
