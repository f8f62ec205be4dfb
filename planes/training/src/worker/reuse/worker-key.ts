import type { Assignment, Work } from '@slipway/contracts';
import { canonicalJson, digestOf } from '@slipway/platform';

/** What a worker finds out about its machine and its surroundings for a key. */
export interface Surroundings {
  /** Versions of what runs the step. */
  readonly platform: Readonly<Record<string, string>>;
  /** Of a command: the state of its code; null when it cannot be told. */
  readonly code: string | null;
  /** Of a command: the file that its program is; null for Node, whose version is of the platform. */
  readonly program: string | null;
  /** Of an evaluation for an endpoint: what serves it now, which the candidate is compared with. */
  readonly champion: { readonly model: string; readonly version: number } | null;
}

const factsOf = (work: Work, { code, program, champion }: Surroundings): object | null => {
  switch (work.kind) {
    case 'command': {
      if (code === null || work.step.reuse === false) return null;
      const { command, environment = {} } = work.step;
      const inputs = Object.entries(work.inputs).map(([name, { digest }]) => ({ name, digest }));
      inputs.sort((a, b) => (a.name < b.name ? -1 : 1));
      // Limits, time-outs and retries decide whether it ends, not what it leaves behind.
      return { command, environment, inputs, code, program };
    }
    case 'register': {
      const { model, artifacts, snapshots, command, release } = work;
      return { model, artifacts, snapshots, command, release };
    }
    case 'evaluate': {
      const { plan, model, version, holdout, release } = work;
      return { plan, model, version, holdout: holdout.digest, release, champion };
    }
    default:
      // What it depends on is in the warehouse, which changes.
      return null;
  }
};

/** The digest of everything that the result of a step depends on, as far as its worker knows; null: it is never the same as another one. */
export const workerKey = (
  { work, parameters, seed }: Pick<Assignment, 'work' | 'parameters' | 'seed'>,
  surroundings: Surroundings,
): string | null => {
  const facts = factsOf(work, surroundings);
  if (facts === null) return null;
  const { platform } = surroundings;
  return digestOf(canonicalJson({ format: 1, kind: work.kind, facts, parameters, seed, platform }));
};
