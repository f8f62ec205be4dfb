import { z } from 'zod';
import { parseConfiguration } from './configuration.ts';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const integer = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number);

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
  /** Gateway: file with the key that clients must send; absent: open. */
  SLIPWAY_GATEWAY_KEY_FILE: z.string().min(1).optional(),
  /** Largest request body of gateway and predictor, bytes. */
  SLIPWAY_BODY_LIMIT: integer.default(16 * 1024 * 1024),
  /** A spool segment is sealed at this age or size. */
  SLIPWAY_SEGMENT_SECONDS: z.coerce.number().positive().default(2),
  SLIPWAY_SEGMENT_BYTES: integer.default(16 * 1024 * 1024),
  /** Worker: steps at the same time. */
  SLIPWAY_WORKER_SLOTS: integer.default(1),
  /** Defaults of the serving parameters. */
  SLIPWAY_ACTIVATE: flag.optional(),
  SLIPWAY_ACTIVE_VARIANT: z.string().min(1).optional(),
  SLIPWAY_TIMEOUT_MS: integer.optional(),
  SLIPWAY_RETRIES: integer.optional(),
  SLIPWAY_THRESHOLD: z.coerce.number().min(0).max(1).optional(),
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
