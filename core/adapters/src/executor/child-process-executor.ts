import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Execution, ExecutionRequest, ExecutionResult, Executor } from '@slipway/platform';
import type { GuardOrder, GuardReport } from './guard-messages.ts';
import { createLineSplitter } from './line-splitter.ts';
import { signalGroup } from './process-group.ts';

const GUARD = fileURLToPath(new URL('./guard.main.ts', import.meta.url));
/** Between SIGTERM and SIGKILL: time to write a checkpoint, short enough for a worker that must stop within 5 s. */
const DEFAULT_GRACE_MS = 2000;
/** setTimeout cannot wait longer; 24.8 days. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** A process that left the group on purpose may hold the pipes open for ever; its lines are no longer ours. */
const OUTPUT_AFTER_EXIT_MS = 1000;

const GUARD_LOST: ExecutionResult = {
  exitCode: null,
  signal: 'SIGKILL',
  ended: 'exited',
  reason: 'its guard process was killed',
};

const forkGuard = (): ChildProcess =>
  fork(GUARD, [], {
    // The guard needs nothing of this process; what the step gets travels over the channel.
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'],
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

const streamLines = (guard: ChildProcess, onLine: ExecutionRequest['onLine']): void => {
  for (const name of ['stdout', 'stderr'] as const) {
    const splitter = createLineSplitter((text) => onLine(name, text));
    // Lines are handed over one chunk at a time: a step that writes faster than they are taken waits in its pipe.
    guard[name]?.on('data', (chunk: Uint8Array) => splitter.write(chunk));
    guard[name]?.on('end', () => splitter.end());
  }
};

const closeOutput = (guard: ChildProcess): void => {
  guard.stdout?.destroy();
  guard.stderr?.destroy();
};

/** Runs each step as a child process in a process group of its own, below a guard that outlives this process by an instant. */
export const createChildProcessExecutor = (): Executor => ({
  start: (request: ExecutionRequest): Execution => {
    const [program = '', ...args] = request.command;
    const guard = forkGuard();
    let pid: number | null = null;
    let reported: ExecutionResult | null = null;
    streamLines(guard, request.onLine);
    guard.on('message', (message: GuardReport) => {
      if (message.kind === 'started') pid = message.pid;
      else reported = message.result;
    });
    const tell = (order: GuardOrder) => {
      if (guard.connected) guard.send(order, () => undefined);
    };
    const result = new Promise<ExecutionResult>((resolve) => {
      guard.on('error', (error) =>
        resolve({ exitCode: null, signal: null, ended: 'not-started', reason: error.message }),
      );
      // Without a report the guard died before its step did.
      guard.on('exit', () => {
        if (reported === null && pid !== null) signalGroup(pid, 'SIGKILL');
        setTimeout(() => closeOutput(guard), OUTPUT_AFTER_EXIT_MS).unref();
      });
      guard.on('close', () => resolve(reported ?? GUARD_LOST));
    });
    tell({
      kind: 'start',
      program: program === 'node' ? process.execPath : program,
      args,
      directory: request.directory,
      environment: request.environment,
      timeoutMs: Math.min(request.timeoutMs, LONGEST_TIMEOUT_MS),
      graceMs: DEFAULT_GRACE_MS,
    });
    return {
      result,
      cancel: (graceMs = DEFAULT_GRACE_MS) => tell({ kind: 'cancel', graceMs }),
    };
  },
});
