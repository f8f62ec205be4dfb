import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GuardOrder } from './guard-messages.ts';

const GUARD = fileURLToPath(new URL('./guard.main.ts', import.meta.url));
/**
 * A guard that nobody needed goes after it. Shorter: the next step of a run, which follows within a second even on a busy
 * machine, waits for the start of a process again; longer: its 45 MB stay while nothing runs.
 */
const KEEP_MS = 3000;

/** Where this process keeps its compiled code, for the guard: it starts in a third of the time that way. */
const compileCache = (): Record<string, string> => {
  const directory = getCompileCacheDir();
  return directory === undefined ? {} : { NODE_COMPILE_CACHE: dirname(directory) };
};

const forkGuard = (): ChildProcess =>
  fork(GUARD, [], {
    // The guard needs nothing else of this process; what the step gets travels over the channel.
    env: compileCache(),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

/** Whether this process stays alive for a guard. */
const hold = (guard: ChildProcess, held: boolean): void => {
  const how = held ? 'ref' : 'unref';
  for (const handle of [guard, guard.channel, guard.stdout as Socket | null, guard.stderr as Socket | null])
    handle?.[how]();
};

/** A guard process that has started before it is known for which step: the start of a process is most of what a step waits for. */
export class ReadyGuard {
  readonly #first: Extract<GuardOrder, { kind: 'prepare' }> | null;
  readonly #keepMs: number;
  #guard: ChildProcess | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** `first`: what a guard that waits can do already. */
  constructor(first: Extract<GuardOrder, { kind: 'prepare' }> | null = null, keepMs: number = KEEP_MS) {
    this.#first = first;
    this.#keepMs = keepMs;
  }

  /** Starts one, or keeps the one that waits for longer. */
  prepare(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#discard(), this.#keepMs).unref();
    if (this.#guard !== null) return;
    const guard = forkGuard();
    hold(guard, false);
    const forget = () => {
      if (this.#guard === guard) this.#guard = null;
    };
    guard.on('exit', forget);
    guard.on('error', forget);
    if (this.#first !== null) guard.send(this.#first, () => undefined);
    this.#guard = guard;
  }

  /** The one that waits, or a new one. */
  take(): ChildProcess {
    const guard = this.#guard;
    this.#guard = null;
    clearTimeout(this.#timer);
    if (guard === null || !guard.connected || guard.exitCode !== null || guard.signalCode !== null)
      return forkGuard();
    hold(guard, true);
    return guard;
  }

  /** A guard whose channel closes ends by itself. */
  #discard(): void {
    const guard = this.#guard;
    this.#guard = null;
    if (guard?.connected) guard.disconnect();
  }
}
