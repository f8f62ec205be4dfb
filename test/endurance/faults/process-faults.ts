import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestStack } from '../../stack/test-stack.ts';

/** Stops a process for a while, as a busy machine or a debugger does. */
export const freeze = async (stack: TestStack, name: string, milliseconds: number): Promise<void> => {
  const pid = await stack.signal(name, 'SIGSTOP');
  await sleep(milliseconds);
  send(pid, 'SIGCONT');
};

/** Lets a process run a fifth of the time. */
export const slowDown = async (stack: TestStack, name: string, milliseconds: number): Promise<void> => {
  const { pid } = await stack.process(name);
  const end = Date.now() + milliseconds;
  while (Date.now() < end && pid !== null) {
    send(pid, 'SIGSTOP');
    await sleep(40);
    send(pid, 'SIGCONT');
    await sleep(10);
  }
};

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
};

/** Whether this machine has the program that resets connections. */
export const canResetConnections = (): boolean => spawnSync('ss', ['-V']).status === 0;

/** Resets every connection to a port of this machine, as a broken network does (needs root). */
export const resetConnections = (address: string): void => {
  execFileSync('ss', ['-K', 'dport', '=', `:${new URL(address).port}`], { stdio: 'ignore' });
};
