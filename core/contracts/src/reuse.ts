import { z } from 'zod';
import { Digest, Id } from './identifier.ts';

/** The step of another run whose output a step has without having run. */
export const StepOrigin = z.strictObject({ run: Id, step: z.string() });
export type StepOrigin = z.infer<typeof StepOrigin>;

/** What the code of a step is at this moment, e.g. `git:<commit>:<folder>`; null when it cannot be told cheaply. */
export const CodeState = z.string().min(1).max(500).nullable();
export type CodeState = z.infer<typeof CodeState>;

/** Asked by a worker before it works on a step: has the same been done before? */
export const ReuseQuestion = z.strictObject({
  /** Digest of everything that the step's result depends on, as far as the worker knows it; null: it is never the same. */
  key: Digest.nullable(),
  code: CodeState,
});
export type ReuseQuestion = z.infer<typeof ReuseQuestion>;
