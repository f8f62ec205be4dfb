import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HealthAnswer, type ProcessStatus } from '@slipway/contracts';
import type { Logger } from '@slipway/platform';
import type { ProcessNotice } from '../compose/step-isolation.ts';
import { nextRestart } from './restart-policy.ts';

export interface ProcessSpecification {
  readonly name: string;
  readonly roles: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Base address whose /health/ready tells readiness; null for a process that serves nothing. */
  readonly address: string | null;
  /** Standard output and error are appended here. */
  readonly logFile: string;
}

/** What a process says over IPC when it cannot start. */
export interface StartFailure {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
}

/** Runs one process, restarts it with back-off when it ends by itself, and knows how it is. */
export class SupervisedProcess {
  readonly specification: ProcessSpecification;
  readonly #logger: Logger;
  readonly #onChange: () => void;
  #child: ChildProcess | null = null;
  #health: ProcessStatus['health'] = 'stopped';
  #reason: string | undefined;
  /** What a process that is ready says of itself nevertheless. */
  #notice: string | undefined;
  #grpcAddress: string | undefined;
  #restarts = 0;
  #refused = false;
  #stopping: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(specification: ProcessSpecification, logger: Logger, onChange: () => void) {
    this.specification = specification;
    this.#logger = logger;
    this.#onChange = onChange;
  }

  get status(): ProcessStatus {
    const { name, roles, address } = this.specification;
    return {
      name,
      roles: [...roles],
      pid: this.#child?.pid ?? null,
      address,
      ...(this.#grpcAddress === undefined ? {} : { grpcAddress: this.#grpcAddress }),
      health: this.#health,
      restarts: this.#restarts,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    };
  }

  /** True when the process runs but will never be ready: it refused what it should load. */
  get refused(): boolean {
    return this.#health === 'not-ready' && this.#refused;
  }

  start(): void {
    if (this.#stopping !== null) return;
    this.#stopping = new AbortController();
    this.#running = this.#keepRunning(this.#stopping.signal);
  }

  /** SIGTERM, and SIGKILL after the grace time. Resolves when the process is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping?.abort();
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await once(child, 'exit');
      clearTimeout(killer);
    }
    await this.#running;
    this.#stopping = null;
  }

  async #keepRunning(signal: AbortSignal): Promise<void> {
    let crashesInARow = 0;
    while (!signal.aborted) {
      const startedAt = Date.now();
      const ended = await this.#runOnce(signal);
      if (signal.aborted) break;
      const next = nextRestart(crashesInARow, Date.now() - startedAt);
      crashesInARow = next.crashesInARow;
      this.#set('backing-off', `${ended}; starting again in ${next.delayMs} ms`);
      this.#logger.warn(
        { process: this.specification.name, ended, delayMs: next.delayMs },
        'a process ended',
      );
      await sleep(next.delayMs, undefined, { signal }).catch(() => undefined);
      this.#restarts += 1;
    }
    this.#set('stopped', undefined);
  }

  /** Starts the process and waits for its end, which it tells in one sentence. */
  async #runOnce(signal: AbortSignal): Promise<string> {
    const { command, environment, logFile } = this.specification;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a', 0o600);
    const [program = process.execPath, ...parameters] = command;
    const child = spawn(program, parameters, { env: environment, stdio: ['ignore', log, log, 'ipc'] });
    closeSync(log);
    this.#child = child;
    this.#notice = undefined;
    this.#set('starting', undefined);
    let failure: StartFailure | null = null;
    child.on('message', (message: StartFailure | ProcessNotice) => {
      if (message.kind === 'failed') failure = message;
      if (message.kind !== 'notice') return;
      this.#notice = message.text;
      if (this.#health === 'ready') this.#set('ready', message.text);
    });
    const watching = new AbortController();
    const watch = this.#watchHealth(AbortSignal.any([signal, watching.signal]));
    const ended = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
      child.once('exit', (code, signalName) =>
        resolve(signalName ? `it was ended by ${signalName}` : `it ended with exit code ${code}`),
      );
    });
    watching.abort();
    await watch;
    this.#child = null;
    this.#grpcAddress = undefined;
    const told = failure as StartFailure | null;
    return told === null ? ended : `${told.code}: ${told.message}`;
  }

  async #watchHealth(signal: AbortSignal): Promise<void> {
    const { address } = this.specification;
    while (!signal.aborted) {
      const answer = address === null ? { ready: true } : await askReadiness(address, signal);
      if (signal.aborted) return;
      this.#refused = answer?.state === 'refused';
      this.#grpcAddress = answer && 'grpcAddress' in answer ? answer.grpcAddress : undefined;
      if (answer?.ready) this.#set('ready', this.#notice);
      else if (answer?.state === 'starting') this.#set('starting', answer.reason);
      else if (answer !== null)
        this.#set(
          'not-ready',
          answer.code ? `${answer.code}: ${answer.reason}` : (answer.reason ?? 'it is not ready'),
        );
      // Before its first answer a process is starting, not broken.
      else if (this.#health !== 'starting') this.#set('not-ready', 'it does not answer');
      await sleep(this.#health === 'ready' ? 1000 : 100, undefined, { signal }).catch(() => undefined);
    }
  }

  #set(health: ProcessStatus['health'], reason: string | undefined): void {
    if (this.#health === health && this.#reason === reason) return;
    this.#health = health;
    this.#reason = reason;
    this.#onChange();
  }
}

/** What the process says of itself; null when it does not answer. */
const askReadiness = async (address: string, signal: AbortSignal): Promise<HealthAnswer | null> => {
  try {
    const response = await fetch(`${address}/health/ready`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]),
    });
    return HealthAnswer.parse(await response.json());
  } catch {
    return null;
  }
};
