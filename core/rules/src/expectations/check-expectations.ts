import type { Expectation } from '@slipway/contracts';
import { compileExpectation } from './compile-expectation.ts';
import { type ColumnKind, checkingLanguage } from './expectation-language.ts';

export type { ColumnKind } from './expectation-language.ts';

export interface ExpectedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** What is wrong with a value, at its path. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

const formProblem = ({ level, atMost }: Expectation): string | null =>
  level === 'column' && atMost > 0 ? 'a column-level expectation holds or not: atMost is for rows' : null;

const typeProblem = (
  { column, expect, level }: Expectation,
  reads: readonly string[],
  kinds: ReadonlyMap<string, ColumnKind>,
): { part: 'column' | 'expect'; message: string } | null => {
  const there = `there are ${[...kinds.keys()].join(', ')}`;
  if (column !== undefined && !kinds.has(column))
    return { part: 'column', message: `there is no column "${column}"; ${there}` };
  const unknown = reads.find((name) => !kinds.has(name));
  if (unknown !== undefined) return { part: 'expect', message: `there is no column "${unknown}"; ${there}` };
  const { valid, type, error } = checkingLanguage(kinds, column).check(expect);
  if (!valid)
    return { part: 'expect', message: error?.summary ?? error?.message ?? 'it does not type-check' };
  if (type === 'bool' || type === 'dyn') return null;
  const wanted = level === 'row' ? 'value >= 0' : 'nullShare < 0.01';
  return { part: 'expect', message: `it must be true or false, such as ${wanted}, not ${type}` };
};

/**
 * All that is wrong with expectations, each at its path below `field`; empty when they can be evaluated. Without columns, their
 * names and types are not known and not checked.
 */
export const checkExpectations = (
  expectations: readonly Expectation[],
  field: string,
  columns?: readonly ExpectedColumn[],
): Problem[] => {
  const kinds = columns && new Map(columns.map(({ name, kind }) => [name, kind]));
  return expectations.flatMap((declared, index): Problem[] => {
    const path = `${field}[${index}]`;
    const form = formProblem(declared);
    if (form !== null) return [{ field: `${path}.atMost`, message: form }];
    const compiled = compileExpectation(declared);
    if (!compiled.ok) return [{ field: `${path}.expect`, message: compiled.message }];
    const problem = kinds && typeProblem(declared, compiled.expectation.columns, kinds);
    return problem ? [{ field: `${path}.${problem.part}`, message: problem.message }] : [];
  });
};
