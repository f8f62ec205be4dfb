/** What an execution may use of its machine; absent parts are not limited. */
export interface ExecutionLimits {
  /** Of all its processes together. More ends it. */
  readonly memoryBytes?: number | undefined;
  /** Processors. How far an executor can hold it to that, it says in a note. */
  readonly cpus?: number | undefined;
}

/** What a program that is not trusted is entitled to below the directories that an executor hides; absolute paths. */
export interface ExecutionPlaces {
  /** Its own directory. */
  readonly own: string;
  /** Directories in it that it only reads. */
  readonly readOnly: readonly string[];
}

/** One step process: a command in a directory of its own, with limits. */
export interface ExecutionRequest {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Between SIGTERM and SIGKILL when the time is over; default 2 s. */
  readonly graceMs?: number | undefined;
  readonly limits?: ExecutionLimits | undefined;
  /** It is not trusted: it is kept from everything else as far as the executor can. Absent: a program of the platform. */
  readonly isolated?: ExecutionPlaces | undefined;
  /** Until when it may run, of the steady clock; it is killed then, unless `keep` moves the moment on. Absent: no limit. */
  readonly until?: number | undefined;
  /** Texts that are in no line: they are replaced, wherever a line was cut. */
  readonly secrets?: readonly string[] | undefined;
  /** A variable whose value no other execution has: processes that left the tree on purpose are known by it. */
  readonly marker?: string | undefined;
  readonly onLine: (stream: 'stdout' | 'stderr', text: string) => void;
  /** What the executor itself has to say, such as what holds the execution to its limits. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/** What an execution used, measured from outside. */
export interface ExecutionUsage {
  /** The most that all its processes together had in memory at one look; null when it ended before the first one. */
  readonly peakMemoryBytes: number | null;
  /** Processor time of its processes, user and system. */
  readonly cpuSeconds: number;
}

export interface ExecutionResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly ended: 'exited' | 'timed-out' | 'cancelled' | 'memory-exceeded' | 'not-started';
  /** One sentence for people; empty on success. */
  readonly reason: string;
  /** How a program that is not trusted was kept from the rest of the machine; absent for others. */
  readonly isolation?: 'namespace' | 'none' | undefined;
  /** Absent when nothing could be measured. */
  readonly usage?: ExecutionUsage | undefined;
}

export interface Execution {
  readonly result: Promise<ExecutionResult>;
  /** SIGTERM to the whole process tree, SIGKILL after the grace time. Idempotent. */
  cancel(graceMs?: number): void;
  /** Moves the end of `until` on; a moment that has passed stays passed. */
  keep(until: number): void;
}

/** Runs steps. When the process that asked dies, the step dies with it. */
export interface Executor {
  /** How programs that are not trusted are kept from the rest of the machine; absent: not at all. */
  readonly isolation?: 'namespace' | 'none';
  /** Something is expected to start soon: what can be done before it is known what, is done now. Absent: nothing can. */
  prepare?(): void;
  start(request: ExecutionRequest): Execution;
}
