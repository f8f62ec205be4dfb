import type { Expectation } from '@slipway/contracts';
import { runningLanguage } from './expectation-language.ts';
import { inspectExpectation } from './inspect-expectation.ts';

/** A value as an expectation sees it; null is a missing one. */
type Fact = string | number | boolean | null;

/** By name; `row` holds the columns. One object may serve row after row. */
export type ExpectationFacts = Readonly<Record<string, Fact | ReadonlyMap<string, Fact>>>;

export interface CompiledExpectation {
  /** Columns that it reads as `row.<column>`, its own aside. */
  readonly columns: readonly string[];
  /** Names that it reads: `value`, or facts of the profile. */
  readonly names: ReadonlySet<string>;
  /**
   * Whether a row, or a profile, is as expected. Where something that it reads is missing it is not broken, as with a CHECK
   * of SQL, unless the expression says itself what null means. What cannot be computed for another reason is broken.
   */
  holds(facts: ExpectationFacts): boolean;
}

export type ExpectationCompilation =
  | { readonly ok: true; readonly expectation: CompiledExpectation }
  | { readonly ok: false; readonly message: string };

const at = (message: string, offset: number): string => `${message} (at character ${offset + 1})`;

const messageOf = (error: unknown): string => {
  const { summary, message, range } = error as Error & { summary?: string; range?: { start: number } };
  return at(summary ?? message, range?.start ?? 0);
};

/** Parses an expectation, or says why it is none. Types of columns are not known here: `checkExpectations` knows them. */
export const compileExpectation = (declared: Expectation): ExpectationCompilation => {
  let run: ReturnType<typeof runningLanguage.parse>;
  try {
    run = runningLanguage.parse(declared.expect);
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
  const inspection = inspectExpectation(run.ast, declared);
  if (!inspection.ok) return { ok: false, message: at(inspection.message, inspection.at) };
  const { valid, type, error } = run.check();
  if (!valid) return { ok: false, message: messageOf(error) };
  if (type !== 'bool' && type !== 'dyn')
    return { ok: false, message: `it must be true or false, such as value >= 0, not ${type}` };

  const { mentionsNull } = inspection.reads;
  const columns = [...inspection.reads.columns];
  const names = [...inspection.reads.names];
  // A loop over two short lists costs far less than an evaluation that fails.
  const isMissing = (facts: ExpectationFacts): boolean => {
    for (const name of names) if (facts[name] === null) return true;
    const { row } = facts;
    if (row instanceof Map) for (const column of columns) if (row.get(column) === null) return true;
    return false;
  };
  return {
    ok: true,
    expectation: {
      columns,
      names: inspection.reads.names,
      holds: (facts) => {
        const missing = isMissing(facts);
        if (missing && !mentionsNull) return true;
        try {
          return run(facts) === true;
        } catch {
          return missing;
        }
      },
    },
  };
};
