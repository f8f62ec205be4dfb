import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ExecutionResult } from '@slipway/platform';
import { describeEnd, describeNotStarted } from './execution-end.ts';
import type { GuardOrder, GuardReport } from './guard-messages.ts';
import { signalGroup } from './process-group.ts';

/**
 * Stands between the worker and a step, in a process of its own: whatever ends the worker, even SIGKILL, closes the
 * channel, and then the guard ends the step. The step writes to the guard's own output, so no byte passes through here.
 */
let step: ChildProcess | null = null;
let timedOutAfterMs: number | null = null;
let cancelled = false;

const report = (message: GuardReport, then?: () => void): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => then?.());
  else then?.();
};

const killStep = (): void => {
  if (step?.pid !== undefined) signalGroup(step.pid, 'SIGKILL');
};

const end = (result: ExecutionResult): void => {
  // Whatever the step left running in the background ends with it.
  killStep();
  report({ kind: 'ended', result }, () => process.exit(0));
};

const start = (order: Extract<GuardOrder, { kind: 'start' }>): void => {
  const { program, args, directory, environment, timeoutMs, graceMs } = order;
  const child = spawn(program, [...args], {
    cwd: directory,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  step = child;
  child.on('error', (error) =>
    end(describeNotStarted(program, directory, existsSync(directory), error as NodeJS.ErrnoException)),
  );
  child.on('spawn', () => report({ kind: 'started', pid: child.pid ?? 0 }));
  child.on('exit', (exitCode, signal) => end(describeEnd({ exitCode, signal, timedOutAfterMs, cancelled })));
  setTimeout(() => {
    timedOutAfterMs = timeoutMs;
    terminate(graceMs);
  }, timeoutMs);
};

const terminate = (graceMs: number): void => {
  if (step?.pid === undefined) return;
  signalGroup(step.pid, 'SIGTERM');
  setTimeout(killStep, graceMs);
};

process.on('message', (order: GuardOrder) => {
  if (order.kind === 'start') return start(order);
  cancelled = true;
  terminate(order.graceMs);
});
process.on('disconnect', () => {
  killStep();
  process.exit(1);
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    killStep();
    process.exit(1);
  });
}
