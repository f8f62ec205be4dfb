import { z } from 'zod';
import { parseConfiguration } from './configuration.ts';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);
const integer = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number);
const positive = integer.pipe(z.int().min(1));

/** Every environment variable that Slipway reads. This file is the only one that reads `process.env`. */
export const EnvironmentSchema = z.object({
  SLIPWAY_DATA_DIR: z.string().min(1).optional(),
  SLIPWAY_HOST: z.string().min(1).default('127.0.0.1'),
  SLIPWAY_PORT: integer.default(0),
  SLIPWAY_CONTROL_URL: z.url().optional(),
  SLIPWAY_LOG_URL: z.url().optional(),
  SLIPWAY_GATEWAY_URL: z.url().optional(),
  /** A token itself (people), or a file that holds it (processes). */
  SLIPWAY_TOKEN: z.string().min(1).optional(),
  SLIPWAY_TOKEN_FILE: z.string().min(1).optional(),
  /** The process whose death ends this one. */
  SLIPWAY_SUPERVISOR_PID: integer.optional(),
  SLIPWAY_PROCESS_NAME: z.string().min(1).optional(),
  SLIPWAY_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Predictor: file with the wanted deployment that it loads. */
  SLIPWAY_DEPLOYMENT_FILE: z.string().min(1).optional(),
  /** Predictor: what it loads instead: `<model>@<version>`, a release id, or a directory (`image:/model`) that holds model and release. */
  SLIPWAY_MODEL: z.string().min(1).optional(),
  /** Predictor: where the model is run; auto: measured when it is loaded. */
  SLIPWAY_EXECUTION: z.enum(['auto', 'inline', 'threads']).default('auto'),
  /** Predictor: threads that hold the model when it is run in threads, and threads within one run. */
  SLIPWAY_EXECUTION_THREADS: positive.optional(),
  SLIPWAY_INTRA_OP_THREADS: positive.optional(),
  /** Predictor: how long a request waits for others to join its run; most rows of one run (absent: measured). */
  SLIPWAY_BATCH_WINDOW_MS: z.coerce.number().min(0).max(1000).default(0),
  SLIPWAY_MAX_BATCH_ROWS: positive.optional(),
  /** Predictor: requests that may wait for a run, and bytes of inputs. */
  SLIPWAY_QUEUE_REQUESTS: positive.optional(),
  SLIPWAY_QUEUE_BYTES: positive.optional(),
  /** Predictor: what it logs of calls that come from no gateway; it does not know which inputs their endpoint redacts. */
  SLIPWAY_DIRECT_LOG: z.enum(['inputs', 'outputs', 'off']).default('outputs'),
  /** Predictor: port of the gRPC door, 0: a free one; absent: none. */
  SLIPWAY_GRPC_PORT: integer.optional(),
  /** Predictors without a port for it get a gRPC door on a free one; of a stack: all of them. */
  SLIPWAY_GRPC: flag.default(false),
  /** Predictor: the name that it tells clients of the Open Inference Protocol. */
  SLIPWAY_SERVER_NAME: z.string().min(1).default('slipway'),
  /** Gateway: it runs the predictors in its own process and asks them without HTTP; of a stack: there are no predictor processes. */
  SLIPWAY_ONE_PROCESS: flag.default(false),
  /** `slipway up`: how many gateways it starts. */
  SLIPWAY_GATEWAYS: integer.default(1),
  /** Gateway: file with the key that clients must send; absent: open. */
  SLIPWAY_GATEWAY_KEY_FILE: z.string().min(1).optional(),
  /** Gateway and predictor: origins whose web pages may post, separated by commas; absent: none. */
  SLIPWAY_ALLOWED_ORIGINS: list.default([]),
  /** Gateway: after the stop signal it says that it is not ready for this long, so that load balancers leave it, before it closes. */
  SLIPWAY_DRAIN_MS: integer.default(0),
  /** Largest request body of gateway and predictor, bytes. */
  SLIPWAY_BODY_LIMIT: integer.default(16 * 1024 * 1024),
  /** What survives when an answer leaves: the death of the process (`spool`), or the loss of power too (`fsync`, group commit). */
  SLIPWAY_LOG_DURABILITY: z.enum(['spool', 'fsync']).default('spool'),
  /** What becomes of a prediction that the log has no space for: it is refused, or answered, dropped and counted. */
  SLIPWAY_LOG_FULL: z.enum(['refuse', 'drop']).default('refuse'),
  /** Gateway: a log line per request, of what it was and what became of it. */
  SLIPWAY_ACCESS_LOG: flag.default(false),
  /** Gateway: collector of OpenTelemetry traces (OTLP/HTTP), e.g. `http://127.0.0.1:4318`; absent: none. */
  SLIPWAY_OTLP_URL: z.url().optional(),
  /** Share of the requests that are traced when their caller does not say whether to. */
  SLIPWAY_TRACE_SAMPLING: z.coerce.number().min(0).max(1).default(0.01),
  /** A spool segment is sealed at this age or size. */
  SLIPWAY_SEGMENT_SECONDS: z.coerce.number().positive().default(2),
  SLIPWAY_SEGMENT_BYTES: integer.default(16 * 1024 * 1024),
  /** Monitor: how often the guardrails of running experiments are looked at. */
  SLIPWAY_GUARD_SECONDS: z.coerce.number().positive().default(60),
  /** Job server: runs of all jobs at the same time; absent: any number. */
  SLIPWAY_MAX_RUNS: positive.optional(),
  /** Jobs: a step whose worker is silent for this long is given to another one. Its worker ends it before, after 0.8 of it. */
  SLIPWAY_LEASE_SECONDS: z.coerce.number().min(1).max(600).default(10),
  /** Worker: steps at the same time. */
  SLIPWAY_WORKER_SLOTS: positive.default(2),
  /** Worker: a cgroup (v2) directory that it may write to, with the memory and cpu controllers; absent: its own, where that can be. */
  SLIPWAY_STEP_CGROUP: z.string().min(1).optional(),
  /** Worker: commands of steps run in namespaces of their own: where that can be, or else not at all, or never. */
  SLIPWAY_STEP_ISOLATION: z.enum(['auto', 'namespace', 'none']).default('auto'),
  /** Defaults of the serving parameters. */
  SLIPWAY_ACTIVATE: flag.optional(),
  SLIPWAY_ACTIVE_VARIANT: z.string().min(1).optional(),
  SLIPWAY_MESSAGE: z.string().optional(),
  SLIPWAY_DIRECT_ADDRESSING: flag.optional(),
  SLIPWAY_TIMEOUT_MS: integer.optional(),
  SLIPWAY_TRY_TIMEOUT_MS: integer.optional(),
  SLIPWAY_RETRIES: integer.optional(),
  SLIPWAY_RETRY_BUDGET: z.coerce.number().optional(),
  SLIPWAY_HEDGE_AFTER_MS: integer.optional(),
  SLIPWAY_THRESHOLD: z.coerce.number().min(0).max(1).optional(),
  SLIPWAY_CONCURRENCY: integer.optional(),
  SLIPWAY_CACHE_SECONDS: z.coerce.number().optional(),
  /** How much of a prediction is logged: `full` or `outputs`; share of the requests; `plain`, `hashed` or `dropped` units. */
  SLIPWAY_LOG_ROWS: z.string().optional(),
  SLIPWAY_LOG_SAMPLING: z.coerce.number().optional(),
  SLIPWAY_LOG_UNIT: z.string().optional(),
  /** JSON file with values of any serving parameters, rules too; the variables above go before it. */
  SLIPWAY_PARAMETERS_FILE: z.string().min(1).optional(),
  /** Control: clients of MLflow on this machine need no token. Only while it listens on a loopback address. */
  SLIPWAY_TRACKING_OPEN: flag.default(false),
  NO_COLOR: z.string().optional(),
});
export type Environment = Readonly<z.infer<typeof EnvironmentSchema>>;

/** The validated, frozen environment. Throws INVALID_CONFIGURATION with all problems. */
export const readEnvironment = (): Environment => {
  const known = Object.keys(EnvironmentSchema.shape);
  const given = Object.fromEntries(
    known.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined),
  );
  return parseConfiguration(EnvironmentSchema, given);
};

/** The environment of a child process: this one's without any SLIPWAY_ variable but those in `keep`, plus `extra`. */
export const childEnvironment = (
  extra: Readonly<Record<string, string>> = {},
  keep: readonly (keyof Environment)[] = [],
): Record<string, string> => {
  const kept = new Set<string>(keep);
  const inherited = Object.entries(process.env).filter(
    (pair): pair is [string, string] =>
      pair[1] !== undefined && (!pair[0].startsWith('SLIPWAY_') || kept.has(pair[0])),
  );
  return { ...Object.fromEntries(inherited), ...extra };
};
