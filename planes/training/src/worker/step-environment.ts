import type { StepEnvironment } from '@slipway/contracts';

/** The value of a secret by its name. Throws SECRET_MISSING. */
export type ReadSecret = (name: string) => Promise<string>;

export interface ResolvedEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Values that must not be in any line. */
  readonly secrets: readonly string[];
}

/** The variables that a step declares, with its secrets read now: each attempt sees the value of its time. Throws SECRET_MISSING. */
export const resolveEnvironment = async (
  declared: StepEnvironment,
  readSecret: ReadSecret,
): Promise<ResolvedEnvironment> => {
  const variables: Record<string, string> = {};
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(declared)) {
    if (typeof value !== 'object') {
      variables[name] = String(value);
      continue;
    }
    const secret = await readSecret(value.secret);
    variables[name] = secret;
    secrets.push(secret);
  }
  return { variables, secrets };
};
