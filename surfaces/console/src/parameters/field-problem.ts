import { SlipwayError } from '@slipway/contracts';
import type { TextKey, Translate } from '../language/language-provider.tsx';

type LocalProblem = Extract<TextKey, `problem.${string}`>;

/** What is wrong with a field: in the words of the server, or by the name of our own words. */
export type FieldProblem = { readonly field: string } & (
  | { readonly message: string }
  | { readonly text: LocalProblem; readonly values: Readonly<Record<string, string | number>> }
);

/** Says that a field holds what nobody could mean. */
export type Complain = (
  field: string,
  text: LocalProblem,
  values?: Readonly<Record<string, string | number>>,
) => void;

/** Complaints as problems of a list. */
export const complainInto =
  (problems: FieldProblem[]): Complain =>
  (field, text, values = {}) => {
    problems.push({ field, text, values });
  };

/** A problem in words. */
export const problemText = (problem: FieldProblem, t: Translate): string =>
  'message' in problem ? problem.message : t(problem.text, problem.values as never);

/** The problems of fields that the server found in `values`; empty for an error that is about something else. */
export const serverProblems = (error: Error | null): FieldProblem[] => {
  if (!(error instanceof SlipwayError)) return [];
  const found =
    error.problems ?? (error.field === undefined ? [] : [{ field: error.field, message: error.message }]);
  return found.map(({ field, message }) => ({ field: field.replace(/^values\./, ''), message }));
};

/** The parameter that a problem is in: `inputRules` of `inputRules[0].when`. */
export const problemKey = ({ field }: FieldProblem): string => field.split(/[.[]/, 1)[0] ?? field;

/** Whether a problem is at a field, or within it where it has no field of its own. */
export const isWithin = ({ field }: FieldProblem, path: string): boolean =>
  field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
