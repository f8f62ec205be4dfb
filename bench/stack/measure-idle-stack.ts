import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench.ts';
import { type MemorySample, sampleMemory } from '../memory/memory-sampler.ts';
import { processesOf, readProcesses } from '../memory/process-facts.ts';
import { type ChildProgram, startProgram } from './child-program.ts';

const START_MS = 60_000;
const SETTLE_SECONDS = { full: 10, quick: 1 };
/** Samples of the idle stack, a second apart; the one in the middle is reported. */
const SAMPLES = 5;

/** A flight, as a client of the example sends it. */
const FLIGHT = { rows: [{ hour: 18, weekday: 5, distance: 500, origin: 'SEA', destination: 'LAX' }] };

export interface IdleFootprint {
  /** From the start of `slipway up` to its word that it is ready. */
  readonly readySeconds: number;
  /** From the same start to the first answered prediction. */
  readonly answerSeconds: number;
  readonly settledSeconds: number;
  readonly idle: MemorySample;
}

/** Starts the stack of a data directory that the quickstart has filled, lets it settle, and looks at its memory. */
export const measureIdleStack = async (
  directory: string,
  dataDirectory: string,
  context: BenchContext,
): Promise<IdleFootprint> => {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const parameters = ['up', '--json', '--port-base', '0', '--data-dir', dataDirectory];
  const program = startProgram('surfaces/cli/bin/slipway.mjs', parameters, directory, context);
  const gateway = await until(program, 'ready', () => gatewayOf(program.results()));
  const readySeconds = seconds();
  const url = `${gateway}/v1/endpoints/flight-delays/predictions`;
  await until(program, 'answering', () => answers(url));
  const answerSeconds = seconds();
  const settledSeconds = SETTLE_SECONDS[context.quick ? 'quick' : 'full'];
  await sleep(settledSeconds * 1000);
  const samples: MemorySample[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    samples.push(sampleMemory(processesOf(readProcesses(), program.child.pid ?? 0, dataDirectory)));
    await sleep(1000);
  }
  await program.stop();
  samples.sort((a, b) => a.megabytes - b.megabytes);
  return { readySeconds, answerSeconds, settledSeconds, idle: samples[SAMPLES >> 1]! };
};

const until = async <T>(
  program: ChildProgram,
  what: string,
  done: () => T | null | Promise<T | null>,
): Promise<T> => {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const value = await done();
    if (value !== null) return value;
    if (program.child.exitCode !== null) throw new Error(`slipway up ended: ${program.output().trim()}`);
    if (Date.now() > deadline)
      throw new Error(`slipway up was not ${what} within ${START_MS} ms: ${program.output().trim()}`);
    await sleep(10);
  }
};

/** The address in the JSON that `slipway up` prints when it is ready; null before. */
const gatewayOf = (results: string): string | null => {
  try {
    return (JSON.parse(results) as { addresses: { gateway: string } }).addresses.gateway;
  } catch {
    return null;
  }
};

const answers = (url: string): Promise<true | null> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(FLIGHT),
    signal: AbortSignal.timeout(1000),
  }).then(
    ({ status }) => (status === 200 ? true : null),
    () => null,
  );
