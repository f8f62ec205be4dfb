import type { ASTNode } from '@marcbachmann/cel-js';
import { inspectExpression, type Reads, type Refusal } from './inspect-expression.ts';
import { neededFacts } from './needed-facts.ts';
import { runningLanguage, type Stage } from './rule-language.ts';
import type { Scope } from './scope.ts';

/** `missing`: a fact that it needs is null, so there is no value; that is no error. */
export type Evaluation =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'missing' }
  | { readonly kind: 'error' };

const MISSING: Evaluation = { kind: 'missing' };
const FAILED: Evaluation = { kind: 'error' };

export interface CompiledExpression {
  readonly reads: Reads;
  readonly ast: ASTNode;
  /** Never throws. */
  evaluate(scope: Scope): Evaluation;
  /** True only when the value is true. `onError` is called when there is no value though nothing that it reads is missing. */
  holds(scope: Scope, onError: () => void): boolean;
}

const refusalOf = (error: unknown): Refusal => {
  const { summary, message, range } = error as Error & { summary?: string; range?: { start: number } };
  return { message: summary ?? message, at: range?.start ?? 0 };
};

/** What the language says of an expression: `type` is a CEL type, `dyn` where only the row can tell. */
export type Compilation =
  | { readonly ok: true; readonly expression: CompiledExpression; readonly type: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Parses an expression, or says why it is none. Types of features are not checked here: `checkExpression` does it by a signature. */
export const compileExpression = (text: string, stage: Stage): Compilation => {
  let run: ReturnType<typeof runningLanguage.parse>;
  try {
    run = runningLanguage.parse(text);
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
  const inspection = inspectExpression(run.ast, stage);
  if (!inspection.ok) return inspection;
  const { valid, type, error } = run.check();
  if (!valid) return { ok: false, refusal: refusalOf(error) };
  const { reads } = inspection;
  const needed = [...neededFacts(run.ast)];
  const nullable = [
    ...[...reads.features.keys()].map((name) => `input.${name}`),
    ...['unit', 'decision'].filter((name) => reads.variables.has(name)),
  ];
  // A fact of `needed` says nothing about expressions that are no conditions: there `input.a` is a value, though it be null.
  const failed = (scope: Scope): Evaluation =>
    nullable.some((fact) => scope.isMissing(fact)) ? MISSING : FAILED;
  const evaluate = (scope: Scope): Evaluation => {
    try {
      return { kind: 'value', value: run(scope.facts) };
    } catch {
      return failed(scope);
    }
  };
  return {
    ok: true,
    type: type ?? 'dyn',
    expression: {
      reads,
      ast: run.ast,
      evaluate,
      holds: (scope, onError) => {
        for (const fact of needed) if (scope.isMissing(fact)) return false;
        try {
          return run(scope.facts) === true;
        } catch {
          if (failed(scope).kind === 'error') onError();
          return false;
        }
      },
    },
  };
};
