import { type ErrorCode, SlipwayError } from '@slipway/contracts';
import { describeProblems, problemsOf } from '@slipway/platform/local';
import type { z } from 'zod';

/** What a person gave, as the schema wants it. Throws INVALID_REQUEST, or the given code, with every problem. */
export const checkedInput = <S extends z.ZodType>(
  schema: S,
  value: unknown,
  code: ErrorCode = 'INVALID_REQUEST',
): z.output<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  throw new SlipwayError(
    code,
    { reason: describeProblems(problems) },
    { field: problems[0]?.field, problems },
  );
};
