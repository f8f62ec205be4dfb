import type { Row } from '@slipway/contracts';
import type { CompiledExpression } from './compile-expression.ts';
import type { Scope } from './scope.ts';

/** The value of an expression as a row can hold it: CEL's whole numbers are bigints. Undefined: it is no value of a row. */
const featureValue = (value: unknown): Row[string] | undefined => {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' || typeof value === 'boolean' || value === null ? value : undefined;
};

/** New values of features, all computed from the row before any is set. */
export class InputAdjustment {
  readonly #set: readonly (readonly [string, CompiledExpression])[];

  constructor(
    set: Readonly<Record<string, string>>,
    field: string,
    at: (field: string) => CompiledExpression,
  ) {
    this.#set = Object.keys(set).map((name) => [name, at(`${field}.action.set.${name}`)]);
  }

  /** The new row; null when a value could not be computed: then nothing is set. A missing value sets a feature missing only as the literal `null`. */
  apply(row: Row, scope: Scope, failed: () => void): Row | null {
    const values: [string, Row[string]][] = [];
    for (const [name, expression] of this.#set) {
      const result = expression.evaluate(scope);
      if (result.kind === 'missing') return null;
      const value = result.kind === 'value' ? featureValue(result.value) : undefined;
      if (value === undefined) {
        failed();
        return null;
      }
      if (value === null && expression.ast.op !== 'value') return null;
      values.push([name, value]);
    }
    return Object.fromEntries([...Object.entries(row), ...values]);
  }
}
