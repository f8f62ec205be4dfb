import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ExecutionResult } from '@slipway/platform';
// Of the platform this part alone: every running step has a guard, and pays for what it loads.
import { Fence } from '@slipway/platform/steady';
import { describeEnd, describeNotStarted, FENCED, NOT_ISOLATED } from './execution-end.ts';
import type { GuardOrder, GuardReport } from './guard-messages.ts';
import { IsolatedProcess } from './isolation/isolated-process.ts';
import { obstacleOf } from './isolation/obstacle.ts';
import { StepWatch } from './step-watch.ts';

/**
 * Stands between the worker and a step, in a process of its own: whatever ends the worker, even SIGKILL, closes the
 * channel, and then the guard ends the step. The step writes to the guard's own output, so no byte passes through here.
 */
let step: ChildProcess | null = null;
let watch: StepWatch | null = null;
let timedOutAfterMs: number | null = null;
let cancelled = false;
/** Namespaces for a step that is expected. */
let prepared: IsolatedProcess | null = null;
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

type Start = Extract<GuardOrder, { kind: 'start' }>;

/** The namespaces that wait. What limits a process it hands down when it starts others, which these have done already. */
const takePrepared = ({ isolation, limits }: Start): IsolatedProcess | null => {
  const taken = prepared;
  prepared = null;
  const limited = limits.memoryBytes !== undefined || limits.cpus !== undefined;
  if (taken === null || (isolation !== undefined && taken.isWaiting && !limited)) return taken;
  taken.discard();
  return null;
};

/** Starts the step's process; `entered` is false when it has ended before it became the author's command. */
const startProcess = (order: Start) => {
  const { program, args, directory, environment, isolation } = order;
  const waiting = takePrepared(order);
  if (isolation !== undefined) {
    const isolated = waiting ?? new IsolatedProcess(isolation.tools, isolation.plan);
    isolated.enter(isolation.plan, { command: [program, ...args], directory, environment });
    return isolated;
  }
  const child = spawn(program, [...args], {
    cwd: directory,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { child, entered: Promise.resolve(true) };
};

/** Why it is not even tried; null: it is. */
const refusalOf = ({ program, args, directory, environment, isolation }: Start): ExecutionResult | null => {
  if (isolation === undefined) return null;
  const obstacle = obstacleOf(isolation.plan, { command: [program, ...args], directory, environment });
  if (obstacle === null) return null;
  return 'reason' in obstacle
    ? { exitCode: null, signal: null, ended: 'not-started', reason: obstacle.reason }
    : describeNotStarted(program, directory, existsSync(directory), obstacle as NodeJS.ErrnoException);
};

const start = (order: Start): void => {
  const { program, directory, timeoutMs, graceMs, until, limits, cgroup, mark, isolation } = order;
  fence.set(until);
  if (fence.passed) {
    end(FENCED);
    return;
  }
  const refusal = refusalOf(order);
  if (refusal !== null) {
    end(refusal);
    return;
  }
  const watching = new StepWatch({ limits, cgroup, mark, holds: isolation !== undefined });
  watch = watching;
  const { child, entered } = startProcess(order);
  step = child;
  if (child.pid !== undefined) {
    watching.follow(child.pid);
    report({ kind: 'started', pid: child.pid, notes: watching.notes });
  }
  child.on('error', (error) =>
    end(describeNotStarted(program, directory, existsSync(directory), error as NodeJS.ErrnoException)),
  );
  child.on('exit', async (exitCode, signal) => {
    const usedBytes = watching.exceededBytes;
    const memory = usedBytes === null ? undefined : { usedBytes, limitBytes: limits.memoryBytes ?? 0 };
    if (fence.passed) return end(FENCED);
    const result = describeEnd({ exitCode, signal, timedOutAfterMs, cancelled, memory });
    end(result.ended === 'exited' && !(await entered) ? NOT_ISOLATED : result);
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
  if (order.kind === 'prepare') {
    prepared ??= new IsolatedProcess(order.tools, order.plan);
    return;
  }
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
