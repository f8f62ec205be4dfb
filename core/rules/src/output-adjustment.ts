import type { ModelSignature, OutputRule } from '@slipway/contracts';
import type { CompiledExpression } from './compile-expression.ts';
import type { Scope } from './scope.ts';

type Adjust = Extract<OutputRule['action'], { do: 'adjust' }>;

export interface Answer {
  readonly score: number;
  readonly decision: string | null;
  readonly threshold: number;
}

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

const shareOf = (value: unknown): number | undefined => {
  const number = numberOf(value);
  return number !== undefined && number >= 0 && number <= 1 ? number : undefined;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A new score, threshold or decision of one row, all computed from the answer before. */
export class OutputAdjustment {
  readonly #score: CompiledExpression | null;
  readonly #threshold: CompiledExpression | null;
  readonly #decision: CompiledExpression | null;

  constructor(adjust: Adjust, field: string, at: (field: string) => CompiledExpression) {
    const expression = (name: 'score' | 'threshold' | 'decision') =>
      adjust[name] === undefined ? null : at(`${field}.action.${name}`);
    this.#score = expression('score');
    this.#threshold = expression('threshold');
    this.#decision = expression('decision');
  }

  /**
   * The new answer; null when a part could not be computed: then nothing is changed. Scores must be finite, thresholds in [0, 1],
   * decisions a class. Without a decision of its own a binary answer is decided again: `classes[1]` from the threshold on.
   */
  apply(
    before: Answer,
    { task, classes }: Pick<ModelSignature, 'task' | 'classes'>,
    scope: Scope,
    failed: () => void,
  ): Answer | null {
    let complete = true;
    const part = <T>(
      expression: CompiledExpression | null,
      read: (value: unknown) => T | undefined,
    ): T | undefined => {
      if (expression === null || !complete) return undefined;
      const result = expression.evaluate(scope);
      const absent = result.kind === 'missing' || (result.kind === 'value' && result.value === null);
      const value = result.kind === 'value' ? read(result.value) : undefined;
      if (value === undefined) {
        complete = false;
        if (!absent) failed();
      }
      return value;
    };
    const score = part(this.#score, numberOf) ?? before.score;
    const threshold = part(this.#threshold, shareOf) ?? before.threshold;
    const given = part(this.#decision, (value) => {
      const text = textOf(value);
      return text !== undefined && classes.includes(text) ? text : undefined;
    });
    if (!complete) return null;
    if (given !== undefined) return { score, threshold, decision: given };
    const decision = task === 'binary' ? classes[score >= threshold ? 1 : 0]! : before.decision;
    return { score, threshold, decision };
  }
}
