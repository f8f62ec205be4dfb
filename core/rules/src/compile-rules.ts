import { type InputRule, type OutputRule, type Row, SlipwayError } from '@slipway/contracts';
import { compileExpressions } from './check-rules.ts';
import type { CompiledExpression } from './compile-expression.ts';
import { InputAdjustment } from './input-adjustment.ts';
import { OutputAdjustment } from './output-adjustment.ts';
import type { RuleSet } from './rule-expressions.ts';
import { Scope } from './scope.ts';
import type {
  ConditionVerdict,
  InputFacts,
  InputVerdict,
  OutputFacts,
  OutputVerdict,
  VerdictEnd,
} from './verdict.ts';

export interface CompileOptions {
  /** Called with the name of a rule that could not be evaluated though nothing that it reads is missing; it did not fire. */
  readonly onError?: (rule: string) => void;
}

interface Compiled<Action> {
  readonly name: string;
  readonly when: CompiledExpression;
  readonly action: Action;
}

type Ending<Rule extends { readonly action: unknown }> = Exclude<Rule['action'], { readonly do: 'adjust' }>;

const NOTHING: readonly string[] = [];

const endOf = (
  rule: string,
  action: Exclude<Ending<InputRule>, { do: 'variant' }>,
  fired: readonly string[],
): VerdictEnd =>
  action.do === 'reject'
    ? { kind: 'reject', rule, message: action.message, fired }
    : { kind: 'answer', answer: { score: action.score, decision: action.decision }, rule, fired };

/**
 * Rules that are ready to run. No method throws. A fact that is missing (null, absent, NaN) makes every comparison by order and
 * every computation with it have no value, and without a value a rule does not fire, negated or not; `==` and `!=` compare with null.
 */
export class CompiledRules {
  readonly hasInput: boolean;
  readonly hasConditions: boolean;
  readonly hasOutput: boolean;
  /** All that the expressions read, e.g. `input.distance`, `attributes.country`, `unit`. */
  readonly reads: readonly string[];
  readonly readsAttributes: boolean;
  readonly #input: readonly Compiled<Ending<InputRule> | InputAdjustment>[];
  readonly #conditions: readonly Compiled<string>[];
  readonly #output: readonly Compiled<Ending<OutputRule> | OutputAdjustment>[];
  readonly #scope: Scope;
  readonly #onError: (rule: string) => void;

  constructor(
    rules: RuleSet,
    compiled: ReadonlyMap<string, CompiledExpression>,
    { onError = () => undefined }: CompileOptions,
  ) {
    const at = (field: string): CompiledExpression => compiled.get(field)!;
    this.#input = rules.inputRules.map(({ name, action }, i) => ({
      name,
      when: at(`inputRules[${i}].when`),
      action: action.do === 'adjust' ? new InputAdjustment(action.set, `inputRules[${i}]`, at) : action,
    }));
    this.#conditions = rules.conditions.map(({ name, variant }, i) => ({
      name,
      when: at(`conditions[${i}].when`),
      action: variant,
    }));
    this.#output = rules.outputRules.map(({ name, action }, i) => ({
      name,
      when: at(`outputRules[${i}].when`),
      action: action.do === 'adjust' ? new OutputAdjustment(action, `outputRules[${i}]`, at) : action,
    }));
    this.hasInput = this.#input.length > 0;
    this.hasConditions = this.#conditions.length > 0;
    this.hasOutput = this.#output.length > 0;
    const reads = [...compiled.values()].map((expression) => expression.reads);
    this.reads = [
      ...new Set(
        reads.flatMap(({ features, attributes, variables }) => [
          ...[...features.keys()].map((name) => `input.${name}`),
          ...[...attributes].map((name) => `attributes.${name}`),
          ...variables,
        ]),
      ),
    ];
    this.readsAttributes = reads.some(({ attributes }) => attributes.size > 0);
    this.#scope = new Scope(reads);
    this.#onError = onError;
  }

  /** Input rules in their order, each over the row that the ones before it left. */
  applyInput(facts: InputFacts): InputVerdict {
    if (!this.hasInput) return { kind: 'go', input: facts.input, fired: NOTHING };
    const scope = this.#scope;
    scope.fill(facts);
    let input: Row = facts.input;
    const fired: string[] = [];
    for (const { name, when, action } of this.#input) {
      const failed = () => this.#onError(name);
      if (!when.holds(scope, failed)) continue;
      if (action instanceof InputAdjustment) {
        const adjusted = action.apply(input, scope, failed);
        if (adjusted === null) continue;
        input = adjusted;
        fired.push(name);
        scope.fillInput(input);
        continue;
      }
      fired.push(name);
      if (action.do === 'variant')
        return { kind: 'variant', variant: action.variant, input, rule: name, fired };
      return endOf(name, action, fired);
    }
    return { kind: 'go', input, fired };
  }

  /** The first condition that is true; null when none is. */
  chooseVariant(facts: InputFacts): ConditionVerdict | null {
    if (!this.hasConditions) return null;
    const scope = this.#scope;
    scope.fill(facts);
    for (const { name, when, action } of this.#conditions)
      if (when.holds(scope, () => this.#onError(name))) return { variant: action, condition: name };
    return null;
  }

  /** Output rules of one row in their order, each over the answer that the ones before it left. */
  applyOutput(facts: OutputFacts): OutputVerdict {
    let { score, decision, threshold } = facts;
    if (!this.hasOutput) return { kind: 'go', score, decision, threshold, fired: NOTHING };
    const scope = this.#scope;
    scope.fill(facts);
    scope.fillOutput(facts);
    const fired: string[] = [];
    for (const { name, when, action } of this.#output) {
      const failed = () => this.#onError(name);
      if (!when.holds(scope, failed)) continue;
      if (action instanceof OutputAdjustment) {
        const adjusted = action.apply({ score, decision, threshold }, facts.signature, scope, failed);
        if (adjusted === null) continue;
        ({ score, decision, threshold } = adjusted);
        fired.push(name);
        scope.fillOutput({ ...facts, ...adjusted });
        continue;
      }
      fired.push(name);
      if (action.do === 'variant') return { kind: 'variant', variant: action.variant, rule: name, fired };
      return endOf(name, action, fired);
    }
    return { kind: 'go', score, decision, threshold, fired };
  }
}

/** Compiles the rules of one revision. Throws RULE_INVALID with all problems. */
export const compileRules = (rules: RuleSet, options: CompileOptions = {}): CompiledRules => {
  const { compiled, problems } = compileExpressions(rules);
  const [first] = problems;
  if (first === undefined) return new CompiledRules(rules, compiled, options);
  const reason = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new SlipwayError('RULE_INVALID', { reason }, { field: first.field, problems });
};
