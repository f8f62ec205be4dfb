import { z } from 'zod';

/**
 * Health of one process: live when it runs, ready when it can do its work.
 * A predictor adds its state, and the error code when it refused its model for good.
 */
export const HealthAnswer = z.object({
  live: z.boolean().optional(),
  ready: z.boolean().optional(),
  reason: z.string().optional(),
  state: z.enum(['starting', 'ready', 'refused', 'draining']).optional(),
  code: z.string().optional(),
  /** `host:port` of the gRPC door of a predictor. */
  grpcAddress: z.string().optional(),
});
export type HealthAnswer = z.infer<typeof HealthAnswer>;

export const ProcessStatus = z.strictObject({
  /** Name of the process, e.g. `control` or `predictor-flight-delays-1-0`. */
  name: z.string(),
  roles: z.array(z.string()),
  pid: z.int().nullable(),
  address: z.string().nullable(),
  grpcAddress: z.string().optional(),
  health: z.enum(['starting', 'ready', 'not-ready', 'backing-off', 'stopped']),
  restarts: z.int(),
  /** Why it is not ready, how it ended last, or of a process that is ready, what its operator should know. */
  reason: z.string().optional(),
});
export type ProcessStatus = z.infer<typeof ProcessStatus>;

/** An endpoint as the gateway serves it now. */
export const ServedEndpoint = z.strictObject({
  name: z.string(),
  revision: z.int(),
  parametersRevision: z.int(),
  active: z.boolean(),
  experiments: z.array(z.string()),
  variants: z.array(
    z.strictObject({
      name: z.string(),
      model: z.string(),
      version: z.int(),
      release: z.string(),
      ready: z.int(),
      predictors: z.int(),
      reason: z.string().optional(),
    }),
  ),
});
export type ServedEndpoint = z.infer<typeof ServedEndpoint>;

export const StackStatus = z.strictObject({
  dataDirectory: z.string(),
  running: z.boolean(),
  startedAt: z.string().nullable(),
  processes: z.array(ProcessStatus),
  endpoints: z.array(ServedEndpoint),
  /** Why the endpoints are not known; absent: they are. */
  endpointsUnknown: z.string().optional(),
});
export type StackStatus = z.infer<typeof StackStatus>;
