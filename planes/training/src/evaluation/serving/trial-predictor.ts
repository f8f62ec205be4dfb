import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { SlipwayError } from '@slipway/contracts';
import { childEnvironment } from '@slipway/platform';
import { z } from 'zod';
import { freePort } from './free-port.ts';
import type { TrialRelease } from './trial-release.ts';

/** A large model takes long to load; one that is not ready by then will not answer in time either. */
const READY_MS = 120_000;
/** Between SIGTERM and SIGKILL: a predictor drains within 3 s. */
const STOP_MS = 4000;
/** Of what it says on its way down, the last lines tell why. */
const LAST_CHARACTERS = 2000;

/** A predictor that was started for this evaluation and holds the candidate. */
export interface TrialPredictor {
  /** `http://127.0.0.1:port` */
  readonly address: string;
  /** Why it refuses the model; null when it is ready. */
  readonly refusal: string | null;
  stop(): Promise<void>;
}

const NotReady = z.object({ state: z.string(), reason: z.string().optional(), code: z.string().optional() });

/**
 * Starts the predictor's program as a child process that serves `release` to nobody else, and waits until it is ready or has
 * refused. Throws INTERNAL when it does neither: that says nothing about the model.
 */
export const startTrialPredictor = async (
  command: readonly string[],
  { dataDirectory, modelDirectory }: TrialRelease,
): Promise<TrialPredictor> => {
  const port = await freePort();
  const [program = '', ...args] = command;
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    env: childEnvironment({
      SLIPWAY_DATA_DIR: dataDirectory,
      SLIPWAY_MODEL: `image:${modelDirectory}`,
      SLIPWAY_HOST: '127.0.0.1',
      SLIPWAY_PORT: String(port),
      SLIPWAY_PROCESS_NAME: 'trial-predictor',
      SLIPWAY_LOG_LEVEL: 'error',
      SLIPWAY_DIRECT_LOG: 'off',
      // However this process dies, the predictor ends too.
      SLIPWAY_SUPERVISOR_PID: String(process.pid),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-LAST_CHARACTERS);
    });
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}: ${said}`));
  });
  const stop = async (): Promise<void> => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(killer);
  };
  const address = `http://127.0.0.1:${port}`;
  const asking = new AbortController();
  try {
    const refusal = await Promise.race([
      settled(address, asking.signal),
      gone.then((reason) => {
        throw unusable(reason);
      }),
    ]);
    return { address, refusal, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    asking.abort();
  }
};

/** Null when it is ready, the reason when it refuses. */
const settled = async (address: string, ended: AbortSignal): Promise<string | null> => {
  const deadline = performance.now() + READY_MS;
  const signal = AbortSignal.any([ended, AbortSignal.timeout(READY_MS)]);
  while (!ended.aborted) {
    const answer = await fetch(`${address}/health/ready`, { signal }).catch(() => null);
    if (answer?.ok) {
      await answer.text();
      return null;
    }
    const told = NotReady.safeParse(await answer?.json().catch(() => undefined));
    if (told.success && told.data.state === 'refused') return told.data.reason ?? told.data.code ?? 'refused';
    if (performance.now() > deadline) throw unusable(`it was not ready within ${READY_MS / 1000} s`);
    await pause(50);
  }
  return null;
};

const unusable = (reason: string): SlipwayError =>
  new SlipwayError('INTERNAL', { reason: `the predictor of the evaluation cannot be used: ${reason}` });
