import type { InputRule, OutputRule, VariantCondition } from '@slipway/contracts';

export type RuleList = 'conditions' | 'inputRules' | 'outputRules';
export type RuleAction = InputRule['action']['do'];

/** A rule while it is edited: the fields of every action, so that changing the action loses nothing. */
export interface RuleForm {
  /** Tells rules apart while they move and are renamed. */
  readonly key: number;
  readonly name: string;
  readonly when: string;
  readonly action: RuleAction;
  readonly message: string;
  readonly score: string;
  readonly decision: string;
  readonly variant: string;
  /** What `adjust` sets: a feature before the model, or `score`, `threshold`, `decision` after it. */
  readonly set: readonly { readonly name: string; readonly expression: string }[];
}

/** What `adjust` of an output rule can set. */
export const OUTPUT_TARGETS = ['score', 'threshold', 'decision'] as const;

const EMPTY: RuleForm = {
  key: 0,
  name: '',
  when: '',
  action: 'reject',
  message: '',
  score: '',
  decision: '',
  variant: '',
  set: [],
};

/** A rule with a key that no rule of the list has. */
export const newRule = (list: RuleList, rules: readonly RuleForm[]): RuleForm => ({
  ...EMPTY,
  key: Math.max(-1, ...rules.map(({ key }) => key)) + 1,
  action: list === 'conditions' ? 'variant' : 'reject',
});

const setOf = (action: Extract<(InputRule | OutputRule)['action'], { do: 'adjust' }>): RuleForm['set'] =>
  'set' in action
    ? Object.entries(action.set).map(([name, expression]) => ({ name, expression }))
    : OUTPUT_TARGETS.flatMap((name) => {
        const expression = action[name];
        return expression === undefined ? [] : [{ name, expression }];
      });

const fieldsOf = (action: (InputRule | OutputRule)['action']): Partial<RuleForm> => {
  switch (action.do) {
    case 'reject':
      return { message: action.message };
    case 'answer':
      return { score: String(action.score), decision: action.decision ?? '' };
    case 'variant':
      return { variant: action.variant };
    case 'adjust':
      return { set: setOf(action) };
  }
};

export const ruleForms = (rules: readonly (InputRule | OutputRule)[]): RuleForm[] =>
  rules.map(({ name, when, action }, key) => ({
    ...EMPTY,
    key,
    name,
    when,
    action: action.do,
    ...fieldsOf(action),
  }));

export const conditionForms = (conditions: readonly VariantCondition[]): RuleForm[] =>
  conditions.map((condition, key) => ({ ...EMPTY, key, action: 'variant', ...condition }));
