import { SlipwayError } from '@slipway/contracts';
import type { z } from 'zod';

/** A path for people: `rows[3].distance`. */
export const fieldOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (/^\d+$/.test(String(part)) ? `[${String(part)}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');

/** Paths and messages of everything that is wrong, in the order of the schema. */
export const problemsOf = (error: z.ZodError): { field: string; message: string }[] =>
  error.issues.flatMap((issue) => {
    const field = fieldOf(issue.path);
    if (issue.code !== 'unrecognized_keys') return [{ field: field || '(root)', message: issue.message }];
    return issue.keys.map((key) => ({
      field: field ? `${field}.${key}` : key,
      message: 'is not known here',
    }));
  });

export const describeProblems = (problems: readonly { field: string; message: string }[]): string =>
  problems.map(({ field, message }) => `${field}: ${message}`).join('; ');

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
};

/** Validates once, reports all errors together as INVALID_CONFIGURATION, freezes. */
export const parseConfiguration = <S extends z.ZodType>(schema: S, input: unknown): Readonly<z.output<S>> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return deepFreeze(parsed.data) as Readonly<z.output<S>>;
  const problems = problemsOf(parsed.error);
  throw new SlipwayError(
    'INVALID_CONFIGURATION',
    { reason: describeProblems(problems) },
    { problems, cause: parsed.error },
  );
};
