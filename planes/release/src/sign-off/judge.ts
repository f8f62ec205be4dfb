import type { Criterion, CriterionResult, Verdict } from '@slipway/contracts';
import type { CriterionFacts } from './criterion-facts.ts';
import { criterionLanguage } from './criterion-language.ts';
import { factPaths } from './fact-paths.ts';

/** What an expression says of the facts. */
type Reading =
  | { readonly kind: 'says'; readonly value: boolean }
  | { readonly kind: 'absent'; readonly what: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Errors of the evaluator that mean: it read what is not there. */
const ABSENCE = new Set(['no_such_key', 'unknown_variable', 'index_out_of_bounds']);

const at = (facts: CriterionFacts, path: readonly string[]): unknown => {
  let value: unknown = facts;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
};

/** A fact as the evidence shows it: a list by its length, a group of figures by whether it is there, absence as null. */
const shown = (value: unknown): CriterionResult['values'][string] => {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.length;
  return value === undefined || value === null ? null : true;
};

const read = (expression: string, facts: CriterionFacts): Reading => {
  try {
    const value: unknown = criterionLanguage.evaluate(expression, { ...facts });
    if (typeof value === 'boolean') return { kind: 'says', value };
    return { kind: 'unusable', reason: `"${expression}" is neither true nor false` };
  } catch (error) {
    const { code, summary, message } = error as { code?: string; summary?: string; message: string };
    const reason = summary ?? message;
    if (code === undefined || !ABSENCE.has(code)) {
      return { kind: 'unusable', reason: `"${expression}" cannot be computed: ${reason}` };
    }
    const missing = factPaths(criterionLanguage.parse(expression).ast)
      .filter((path) => at(facts, path) === undefined)
      .map((path) => path.join('.'));
    return { kind: 'absent', what: missing.length > 0 ? missing.join(', ') : reason };
  }
};

const decide = (
  { pass, fail, whenAbsent }: Criterion,
  facts: CriterionFacts,
): { readonly verdict: Verdict; readonly reason: string } => {
  const passes = read(pass, facts);
  if (passes.kind === 'says' && passes.value) return { verdict: 'pass', reason: '' };
  if (fail === undefined && passes.kind === 'says') return { verdict: 'fail', reason: '' };
  const fails = fail === undefined ? passes : read(fail, facts);
  if (fail !== undefined && fails.kind === 'says' && fails.value) return { verdict: 'fail', reason: '' };
  // What cannot be computed is never taken for an absence: `whenAbsent: pass` would let it through.
  const readings = [passes, fails];
  const unusable = readings.find((reading) => reading.kind === 'unusable');
  if (unusable) return { verdict: 'inconclusive', reason: unusable.reason };
  const absent = readings.find((reading) => reading.kind === 'absent');
  if (absent === undefined) {
    return { verdict: 'inconclusive', reason: 'neither the pass nor the fail condition holds' };
  }
  return { verdict: whenAbsent, reason: whenAbsent === 'inconclusive' ? `not there: ${absent.what}` : '' };
};

/**
 * The verdict of one criterion, with the value of every fact that its expressions name. In order: pass holds → pass; fail holds
 * (or, without `fail`, pass does not hold) → fail; something is not there → `whenAbsent`; otherwise inconclusive.
 * The expressions must have passed `validateCriteria`.
 */
export const judge = (criterion: Criterion, facts: CriterionFacts): CriterionResult => {
  const { name, pass, fail } = criterion;
  const expressions = fail === undefined ? [pass] : [pass, fail];
  const paths = expressions.flatMap((expression) => factPaths(criterionLanguage.parse(expression).ast));
  return {
    name,
    expression: fail === undefined ? pass : `pass: ${pass}; fail: ${fail}`,
    ...decide(criterion, facts),
    values: Object.fromEntries(paths.map((path) => [path.join('.'), shown(at(facts, path))])),
  };
};
