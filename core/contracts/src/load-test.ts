import { z } from 'zod';

/** The load that a candidate must bear before it is released; it is asked in this way through a real predictor. */
export const LoadTestPlan = z.strictObject({
  /** Requests are sent at this mean rate, whether or not earlier ones were answered. */
  requestsPerSecond: z.number().positive().max(20_000),
  seconds: z.number().min(1).max(300).default(10),
  /** Rows of one request. */
  rows: z.int().min(1).max(10_000).default(1),
});
export type LoadTestPlan = z.infer<typeof LoadTestPlan>;

/** Where figures of speed were measured; they hold for no other machine. */
export const MachineDescription = z.strictObject({
  processor: z.string(),
  cores: z.int(),
  memoryBytes: z.int(),
  system: z.string(),
  node: z.string(),
  /** Mean number of runnable processes in the minute before: above `cores`, the figures are worse than the model. */
  loadAverage: z.number(),
  /** Niceness of the processes, 0 is normal; training gives way to serving, so that it may be above. */
  niceness: z.int(),
});
export type MachineDescription = z.infer<typeof MachineDescription>;

/**
 * An open loop through a real predictor. Latencies are ms from the moment a request was due, so that a stall is charged to
 * every request that it kept waiting; they are null when nothing was answered.
 */
export const LoadTest = z.strictObject({
  requestsPerSecond: z.number(),
  seconds: z.number(),
  rows: z.int(),
  requests: z.int(),
  /** Requests that were not answered with 200, or not at all. */
  errors: z.int(),
  /** What the first of them was answered. */
  firstError: z.string().optional(),
  /** Answers with 200 per second from the first request due to the last answer. */
  answeredPerSecond: z.number(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  p999Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  /** The latest that a request left after it was due, ms: how well the sender itself kept the rate. */
  sentLateMs: z.number(),
  machine: MachineDescription,
});
export type LoadTest = z.infer<typeof LoadTest>;
