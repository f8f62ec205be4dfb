import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ExecutionResult } from '@slipway/platform';
// Of the platform this part alone: every running step has a guard, and pays for what it loads.
import { Fence } from '@slipway/platform/steady';
import { describeEnd, describeNotStarted, FENCED } from './execution-end.ts';
import type { GuardOrder, GuardReport } from './guard-messages.ts';
import { StepWatch } from './step-watch.ts';

/**
 * Stands between the worker and a step, in a process of its own: whatever ends the worker, even SIGKILL, closes the
 * channel, and then the guard ends the step. The step writes to the guard's own output, so no byte passes through here.
 */
let step: ChildProcess | null = null;
let watch: StepWatch | null = null;
let timedOutAfterMs: number | null = null;
let cancelled = false;
/** The guard looks at the clock itself: a worker that is stopped cannot tell it that the lease is over. */
const fence = new Fence(() => killStep());

const report = (message: GuardReport, then?: () => void): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => then?.());
  else then?.();
};

const killStep = (): void => watch?.kill();

const end = (result: ExecutionResult): void => {
  // Whatever the step left running in the background ends with it.
  const usage = watch?.close();
  report({ kind: 'ended', result: { ...result, ...(usage ? { usage } : {}) } }, () => process.exit(0));
};

const start = (order: Extract<GuardOrder, { kind: 'start' }>): void => {
  const { program, args, directory, environment, timeoutMs, graceMs, until, limits, cgroup, mark } = order;
  fence.set(until);
  if (fence.passed) {
    end(FENCED);
    return;
  }
  const watching = new StepWatch({ limits, cgroup, mark });
  watch = watching;
  const child = spawn(program, [...args], {
    cwd: directory,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  step = child;
  if (child.pid !== undefined) watching.follow(child.pid);
  child.on('error', (error) =>
    end(describeNotStarted(program, directory, existsSync(directory), error as NodeJS.ErrnoException)),
  );
  child.on('spawn', () => report({ kind: 'started', pid: child.pid ?? 0, notes: watching.notes }));
  child.on('exit', (exitCode, signal) => {
    const usedBytes = watching.exceededBytes;
    const memory = usedBytes === null ? undefined : { usedBytes, limitBytes: limits.memoryBytes ?? 0 };
    end(fence.passed ? FENCED : describeEnd({ exitCode, signal, timedOutAfterMs, cancelled, memory }));
  });
  setTimeout(() => {
    timedOutAfterMs = timeoutMs;
    terminate(graceMs);
  }, timeoutMs);
};

const terminate = (graceMs: number): void => {
  if (step?.pid === undefined) return;
  watch?.signal('SIGTERM');
  setTimeout(killStep, graceMs);
};

process.on('message', (order: GuardOrder) => {
  if (order.kind === 'start') return start(order);
  if (order.kind === 'keep') return fence.set(order.until);
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
