/** One step process: a command in a directory of its own, with limits. */
export interface ExecutionRequest {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly onLine: (stream: 'stdout' | 'stderr', text: string) => void;
}

export interface ExecutionResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly ended: 'exited' | 'timed-out' | 'cancelled' | 'not-started';
  /** One sentence for people; empty on success. */
  readonly reason: string;
}

export interface Execution {
  readonly result: Promise<ExecutionResult>;
  /** SIGTERM to the whole process tree, SIGKILL after the grace time. Idempotent. */
  cancel(graceMs?: number): void;
}

/** Runs steps. When the process that asked dies, the step dies with it. */
export interface Executor {
  start(request: ExecutionRequest): Execution;
}
