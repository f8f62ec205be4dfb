import { z } from 'zod';

/** What a step may use of the machine that it runs on. What is absent is not limited. */
export const StepLimits = z.strictObject({
  /** Of all processes of the step together, in MiB; a step that uses more is ended (STEP_MEMORY_EXCEEDED). */
  memoryMb: z
    .int()
    .min(16)
    .max(4 * 1024 * 1024)
    .optional(),
  /** Processors, e.g. 0.5 or 2. The log of the step says what holds it to that. */
  cpus: z.number().min(0.1).max(1024).optional(),
});
export type StepLimits = z.infer<typeof StepLimits>;

/** Name of a secret: a file below `<data-dir>/secrets` of the worker. */
export const SecretName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/, 'must be letters, digits, ".", "-" and "_"');
export type SecretName = z.infer<typeof SecretName>;

/** A value by reference: the worker reads it when the step begins; it is in no declaration, run, log or command line. */
export const SecretReference = z.strictObject({ secret: SecretName });
export type SecretReference = z.infer<typeof SecretReference>;

/** Environment variables of a command. SLIPWAY_ variables are the platform's own. */
export const StepEnvironment = z.record(
  z
    .string()
    .regex(
      /^(?!SLIPWAY_)[A-Za-z_][A-Za-z0-9_]*$/,
      'must be a name of a variable that does not begin with SLIPWAY_',
    ),
  z.union([z.string(), z.number(), z.boolean(), SecretReference]),
);
export type StepEnvironment = z.infer<typeof StepEnvironment>;

/** What a step used, measured from outside. */
export const StepUsage = z.strictObject({
  /** The most that all its processes together had in memory at one look; null when it ended before the first one. */
  peakMemoryBytes: z.int().min(0).nullable(),
  /** Processor time of its processes, user and system. */
  cpuSeconds: z.number().min(0),
  /** How its command was kept from the rest of the machine; absent for the platform's own steps, and for steps of before. */
  isolation: z.enum(['namespace', 'none']).optional(),
});
export type StepUsage = z.infer<typeof StepUsage>;
