import { type ErrorProblem, SlipwayError } from '@slipway/contracts';
import type { ReadFile } from './yaml-file.ts';

const place = (file: string, { line }: ErrorProblem): string =>
  line === undefined ? file : `${file}:${line}`;

/** `train.job.yaml:7  steps[0].needs[0]: there is no step "x"`. */
export const problemText = (file: string, problem: ErrorProblem): string =>
  `${place(file, problem)}  ${problem.field}: ${problem.message}`;

const byLine = (a: ErrorProblem, b: ErrorProblem): number =>
  (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER);

/** The refusal of a declaration with the lines of the file that it was read from. Any other error comes back as it is. */
export const locateRefusal = (
  thrown: unknown,
  file: string,
  { lineOf }: Pick<ReadFile, 'lineOf'>,
): unknown => {
  if (!(thrown instanceof SlipwayError) || thrown.kind !== 'invalid') return thrown;
  const told =
    thrown.problems ?? (thrown.field === undefined ? [] : [{ field: thrown.field, message: thrown.message }]);
  if (told.length === 0) return thrown;
  const problems = told
    .map((problem): ErrorProblem => {
      const line = problem.line ?? lineOf(problem.field);
      return { ...problem, ...(line === undefined ? {} : { line }) };
    })
    .sort(byLine);
  const [first] = problems as [ErrorProblem, ...ErrorProblem[]];
  const reason = problems.length === 1 ? problemText(file, first) : `${file} has ${problems.length} problems`;
  return new SlipwayError('INVALID_JOB', { reason }, { field: first.field, problems, cause: thrown });
};
