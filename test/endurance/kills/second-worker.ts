import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '@slipway/platform';
import type { TestStack } from '../../stack/test-stack.ts';

const ENTRY = resolve(import.meta.dirname, '../../../surfaces/cli/src/compose/process.main.ts');

/** A worker beside the one of the stack, so that a step that one has lost is taken by the other. */
export interface SecondWorker {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts it, and starts it again whenever it dies, without the supervisor's patience. */
export const keepSecondWorker = ({ directory, addresses }: TestStack, slots: number): SecondWorker => {
  let child: ChildProcess;
  let stopping = false;
  const start = (): void => {
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, 'worker'], {
      env: childEnvironment({
        SLIPWAY_DATA_DIR: directory,
        SLIPWAY_PROCESS_NAME: 'worker-2',
        SLIPWAY_CONTROL_URL: addresses.control,
        SLIPWAY_LOG_URL: addresses.log,
        SLIPWAY_TOKEN_FILE: join(directory, 'tokens', 'worker'),
        SLIPWAY_SUPERVISOR_PID: String(process.pid),
        SLIPWAY_WORKER_SLOTS: String(slots),
        SLIPWAY_LOG_LEVEL: 'silent',
      }),
      stdio: 'ignore',
    });
    child.once('exit', async () => {
      await sleep(100);
      if (!stopping) start();
    });
  };
  start();
  return {
    get pid() {
      return child.pid ?? 0;
    },
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};
