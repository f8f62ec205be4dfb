import type { JobDeclaration, Scalar } from '@slipway/contracts';
import type { Problem } from '../declaration-problems.ts';

/** What is wrong with the parameters that a run was asked for: names that the job does not declare, and values of another type than declared. */
export const parameterProblems = (
  declared: JobDeclaration['parameters'],
  given: Readonly<Record<string, Scalar>>,
): Problem[] =>
  Object.entries(given).flatMap(([name, value]): Problem[] => {
    const field = `parameters.${name}`;
    if (!Object.hasOwn(declared, name)) return [{ field, message: 'the job has no such parameter' }];
    const wanted = typeof declared[name];
    if (typeof value === wanted) return [];
    return [{ field, message: `is a ${typeof value}, and the job declares a ${wanted}` }];
  });
