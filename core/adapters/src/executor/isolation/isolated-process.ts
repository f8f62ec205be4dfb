import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import {
  type EnteringCommand,
  enteringScripts,
  type IsolationTools,
  isolationCommand,
} from './isolated-command.ts';
import type { IsolationPlan } from './isolation-plan.ts';

type Output = 'inherit' | 'ignore' | 'pipe';

/** Namespaces that wait for one command; without it they end when this process does. */
export class IsolatedProcess {
  /** The process that waits for the command, and ends as the command ends. */
  readonly child: ChildProcess;
  /** Whether the command was begun; known when the process has ended. */
  readonly entered: Promise<boolean>;
  readonly #tools: IsolationTools;

  constructor(
    tools: IsolationTools,
    plan: Pick<IsolationPlan, 'always'>,
    [stdout, stderr]: readonly [Output, Output] = ['inherit', 'inherit'],
  ) {
    const [program = '', ...args] = isolationCommand(tools, plan);
    this.#tools = tools;
    this.child = spawn(program, args, {
      cwd: '/',
      // None of the step's own, which could make these programs load its code.
      env: {},
      detached: true,
      stdio: ['pipe', stdout, stderr, 'pipe', 'pipe', 'pipe'],
    });
    const door = this.child.stdio[3] as Readable;
    this.entered = new Promise<boolean>((resolve) => {
      door.once('data', () => resolve(true));
      door.once('error', () => resolve(false));
      door.once('close', () => resolve(false));
    });
    // What it leaves in its namespaces ends with it, whoever of them was how far.
    this.child.on('exit', () => this.#lifeline.destroy());
    this.#lifeline.on('error', () => undefined);
    // Ended before it has read everything: its end says why.
    for (const input of this.#inputs) input.on('error', () => undefined);
  }

  get isWaiting(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Begins the command. */
  enter(plan: Pick<IsolationPlan, 'own'>, command: Omit<EnteringCommand, 'user' | 'group'>): void {
    const user = process.getuid?.() ?? 0;
    const group = process.getgid?.() ?? 0;
    const { enter, begin } = enteringScripts(this.#tools, plan, { ...command, user, group });
    const [mounting, beginning] = this.#inputs;
    beginning.end(begin);
    mounting.end(enter);
  }

  /** No command will come. */
  discard(): void {
    for (const input of [...this.#inputs, this.#lifeline]) input.destroy();
  }

  get #lifeline(): Readable {
    return this.child.stdio[5 as number] as Readable;
  }

  get #inputs(): [Writable, Writable] {
    return [this.child.stdio[0] as Writable, this.child.stdio[4] as Writable];
  }
}
