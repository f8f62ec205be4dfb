import type { InputRule, OutputRule, VariantCondition } from '@slipway/contracts';
import type { Stage } from './rule-language.ts';

/** The part of serving parameters that is written in CEL. */
export interface RuleSet {
  readonly conditions: readonly VariantCondition[];
  readonly inputRules: readonly InputRule[];
  readonly outputRules: readonly OutputRule[];
}

/** What the value of an expression must be: `feature` as that feature's values. */
export type Purpose =
  | { readonly kind: 'condition' | 'number' | 'text' }
  | { readonly kind: 'feature'; readonly name: string };

export interface RuleExpression {
  /** Path in the parameters, e.g. `inputRules[0].when`. */
  readonly field: string;
  readonly text: string;
  readonly stage: Stage;
  readonly purpose: Purpose;
}

const CONDITION: Purpose = { kind: 'condition' };

const inputRuleExpressions = ({ when, action }: InputRule, field: string): RuleExpression[] => [
  { field: `${field}.when`, text: when, stage: 'input', purpose: CONDITION },
  ...(action.do === 'adjust'
    ? Object.entries(action.set).map(
        ([name, text]): RuleExpression => ({
          field: `${field}.action.set.${name}`,
          text,
          stage: 'input',
          purpose: { kind: 'feature', name },
        }),
      )
    : []),
];

const outputRuleExpressions = ({ when, action }: OutputRule, field: string): RuleExpression[] => [
  { field: `${field}.when`, text: when, stage: 'output', purpose: CONDITION },
  ...(action.do === 'adjust'
    ? (['score', 'threshold', 'decision'] as const).flatMap((part): RuleExpression[] => {
        const text = action[part];
        const kind = part === 'decision' ? 'text' : 'number';
        return text === undefined
          ? []
          : [{ field: `${field}.action.${part}`, text, stage: 'output', purpose: { kind } }];
      })
    : []),
];

/** Every expression of a rule set with its path, in the order of evaluation. */
export const ruleExpressions = ({ conditions, inputRules, outputRules }: RuleSet): RuleExpression[] => [
  ...inputRules.flatMap((rule, i) => inputRuleExpressions(rule, `inputRules[${i}]`)),
  ...conditions.map(
    ({ when }, i): RuleExpression => ({
      field: `conditions[${i}].when`,
      text: when,
      stage: 'input',
      purpose: CONDITION,
    }),
  ),
  ...outputRules.flatMap((rule, i) => outputRuleExpressions(rule, `outputRules[${i}]`)),
];
