import type { ChildProcess } from 'node:child_process';
import type { Execution, ExecutionRequest, ExecutionResult, Executor } from '@slipway/platform';
import { createConcealment } from '@slipway/platform';
import { Fence } from '@slipway/platform/steady';
import type { GuardOrder, GuardReport } from './guard-messages.ts';
import { expectedIsolation, planFor } from './isolation/plan-for.ts';
import type { StepIsolation } from './isolation/step-isolation.ts';
import { createLineSplitter } from './line-splitter.ts';
import { ReadyGuard } from './ready-guard.ts';
import { StepTree } from './step-tree.ts';

/** Between SIGTERM and SIGKILL: time to write a checkpoint, short enough for a worker that must stop within 5 s. */
const DEFAULT_GRACE_MS = 2000;
/** setTimeout cannot wait longer; 24.8 days. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** A process that left the group on purpose may hold the pipes open for ever; its lines are no longer ours. */
const OUTPUT_AFTER_EXIT_MS = 1000;

const NOT_ASKED_FOR: StepIsolation = { kind: 'none', reason: 'nobody asked for it', refuses: false };

const GUARD_LOST: ExecutionResult = {
  exitCode: null,
  signal: 'SIGKILL',
  ended: 'exited',
  reason: 'its guard process was killed',
};

/** A guard that is itself stopped (SIGSTOP) obeys nobody. After this much longer than it should need, it goes with its step. */
const GUARD_SLACK_MS = 1000;

const streamLines = (guard: ChildProcess, { onLine, secrets = [] }: ExecutionRequest): void => {
  const concealment = createConcealment(secrets);
  for (const name of ['stdout', 'stderr'] as const) {
    const splitter = createLineSplitter((text) => onLine(name, text), concealment);
    // Lines are handed over one chunk at a time: a step that writes faster than they are taken waits in its pipe.
    guard[name]?.on('data', (chunk: Uint8Array) => splitter.write(chunk));
    guard[name]?.on('end', () => splitter.end());
  }
};

const closeOutput = (guard: ChildProcess): void => {
  guard.stdout?.destroy();
  guard.stderr?.destroy();
};

const markOf = ({ marker, environment }: ExecutionRequest): string | null =>
  marker === undefined || environment[marker] === undefined ? null : `${marker}=${environment[marker]}`;

export interface ChildProcessExecutorOptions {
  /** A cgroup (v2) directory with the controllers memory and cpu in which steps get their own; default: that of this process, if it may. */
  readonly cgroup?: string | null | undefined;
  /** How programs that are not trusted are kept from the rest of the machine; default: not at all. */
  readonly isolation?: StepIsolation | undefined;
}

/** Runs each step as a child process in a process group of its own, below a guard that outlives this process by an instant. */
export const createChildProcessExecutor = ({
  cgroup = null,
  isolation = NOT_ASKED_FOR,
}: ChildProcessExecutorOptions = {}): Executor => {
  const ready = new ReadyGuard(expectedIsolation(isolation));
  return {
    isolation: isolation.kind,
    prepare: () => ready.prepare(),
    start: (request: ExecutionRequest): Execution => {
      const [program = '', ...args] = request.command;
      const isolated = planFor(request, isolation);
      const graceMs = request.graceMs ?? DEFAULT_GRACE_MS;
      const guard = ready.take();
      let pid: number | null = null;
      let reported: ExecutionResult | null = null;
      streamLines(guard, request);
      guard.on('message', (message: GuardReport) => {
        if (message.kind === 'started') {
          pid = message.pid;
          for (const note of [...isolated.notes, ...message.notes]) request.onNote?.(note);
        } else reported = message.result;
      });
      const tell = (order: GuardOrder) => {
        if (guard.connected) guard.send(order, () => undefined);
      };
      const killTree = () => {
        if (pid !== null) new StepTree({ root: pid, mark: markOf(request) }).kill();
      };
      let over = false;
      const kill = () => {
        if (over) return;
        killTree();
        guard.kill('SIGKILL');
      };
      // Once the guard has had its time to do it itself.
      const killIn = (milliseconds: number) =>
        setTimeout(kill, Math.min(milliseconds + GUARD_SLACK_MS, LONGEST_TIMEOUT_MS)).unref();
      const fence = new Fence(() => {
        killTree();
        killIn(0);
      });
      fence.set(request.until);
      const lateTimeout = killIn(request.timeoutMs + graceMs);
      const result = new Promise<ExecutionResult>((resolve) => {
        guard.on('error', (error) =>
          resolve({ exitCode: null, signal: null, ended: 'not-started', reason: error.message }),
        );
        guard.on('exit', () => {
          over = true;
          fence.clear();
          clearTimeout(lateTimeout);
          // Without a report the guard died before its step did.
          if (reported === null) killTree();
          setTimeout(() => closeOutput(guard), OUTPUT_AFTER_EXIT_MS).unref();
        });
        guard.on('close', () => resolve({ ...(reported ?? GUARD_LOST), ...isolated.result }));
      });
      tell({
        kind: 'start',
        program: program === 'node' ? process.execPath : program,
        args,
        directory: request.directory,
        environment: request.environment,
        timeoutMs: Math.min(request.timeoutMs, LONGEST_TIMEOUT_MS),
        graceMs,
        limits: request.limits ?? {},
        cgroup,
        mark: markOf(request),
        ...isolated.order,
        ...(request.until === undefined ? {} : { until: request.until }),
      });
      return {
        result,
        cancel: (cancelGraceMs = graceMs) => {
          tell({ kind: 'cancel', graceMs: cancelGraceMs });
          killIn(cancelGraceMs);
        },
        keep: (until) => {
          fence.set(until);
          tell({ kind: 'keep', until });
        },
      };
    },
  };
};
