import type { ModelSignature } from '@slipway/contracts';
import { type CompiledExpression, compileExpression } from './compile-expression.ts';
import type { Refusal } from './inspect-expression.ts';
import { type Purpose, type RuleExpression, type RuleSet, ruleExpressions } from './rule-expressions.ts';
import { CEL_TYPES, checkingLanguage } from './rule-language.ts';

/** What is wrong with a value, at its path. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

const problemAt = (field: string, { message, at }: Refusal): Problem => ({
  field,
  message: `${message} (at character ${at + 1})`,
});

/** CEL types that fit; `dyn` where only the row can tell. */
const fitting = (purpose: Purpose, signature: ModelSignature | undefined): readonly string[] => {
  switch (purpose.kind) {
    case 'condition':
      return ['bool', 'dyn'];
    case 'number':
      return ['double', 'int', 'dyn'];
    case 'text':
      return ['string', 'dyn'];
    case 'feature': {
      const feature = signature?.features.find(({ name }) => name === purpose.name);
      if (feature === undefined) return ['double', 'int', 'string', 'bool', 'null', 'dyn'];
      return [
        CEL_TYPES[feature.kind],
        ...(feature.kind === 'number' ? ['int'] : []),
        ...(feature.optional ? ['null'] : []),
        'dyn',
      ];
    }
  }
};

const WANTED: Readonly<Record<Purpose['kind'], string>> = {
  condition: 'it must be true or false, such as input.distance > 100',
  number: 'it must be a number',
  text: 'it must be a text',
  feature: 'it must be a value of the feature',
};

const typeProblem = (
  { field, purpose }: RuleExpression,
  type: string,
  signature?: ModelSignature,
): Problem[] => {
  const types = fitting(purpose, signature);
  if (types.includes(type)) return [];
  const wanted =
    purpose.kind === 'feature' ? `${WANTED.feature} "${purpose.name}" (${types[0]})` : WANTED[purpose.kind];
  return [problemAt(field, { message: `${wanted}, not ${type}`, at: 0 })];
};

/** Compiles every expression; those with a problem are left out of the map, which is by field. */
export const compileExpressions = (
  rules: RuleSet,
): {
  readonly compiled: ReadonlyMap<string, CompiledExpression>;
  readonly problems: readonly Problem[];
} => {
  const compiled = new Map<string, CompiledExpression>();
  const problems: Problem[] = [];
  for (const each of ruleExpressions(rules)) {
    const result = compileExpression(each.text, each.stage);
    if (!result.ok) problems.push(problemAt(each.field, result.refusal));
    else {
      problems.push(...typeProblem(each, result.type));
      compiled.set(each.field, result.expression);
    }
  }
  return { compiled, problems };
};

const unknownFeatures = (
  { field, purpose }: RuleExpression,
  { reads }: CompiledExpression,
  { features }: ModelSignature,
): Problem[] => {
  const known = new Set(features.map(({ name }) => name));
  const missing = (name: string) => `feature "${name}" is not in the signature`;
  return [
    ...(purpose.kind === 'feature' && !known.has(purpose.name)
      ? [{ field, message: missing(purpose.name) }]
      : []),
    ...[...reads.features]
      .filter(([name]) => !known.has(name))
      .map(([name, at]) => problemAt(field, { message: missing(name), at })),
  ];
};

/** An answer that no model gives must be one that the model could give. */
const decisionProblems = (rules: RuleSet, { task, classes }: ModelSignature): Problem[] => {
  const judge = (decision: string | null, field: string): Problem[] => {
    if (task === 'regression') {
      return decision === null ? [] : [{ field, message: 'a regression has no decision: it must be null' }];
    }
    return decision !== null && classes.includes(decision)
      ? []
      : [{ field, message: `must be one of the classes: ${classes.join(', ')}` }];
  };
  const ofAction = (action: RuleSet['outputRules'][number]['action'], field: string): Problem[] => {
    if (action.do === 'answer') return judge(action.decision, `${field}.action.decision`);
    if (action.do !== 'adjust' || action.decision === undefined) return [];
    const compiled = compileExpression(action.decision, 'output');
    // Only a literal says here already what it will be.
    const literal =
      compiled.ok && compiled.expression.ast.op === 'value' ? compiled.expression.ast.args : null;
    return typeof literal === 'string' ? judge(literal, `${field}.action.decision`) : [];
  };
  return [
    ...rules.inputRules.flatMap(({ action }, i) =>
      action.do === 'answer' ? ofAction(action, `inputRules[${i}]`) : [],
    ),
    ...rules.outputRules.flatMap(({ action }, i) => ofAction(action, `outputRules[${i}]`)),
  ];
};

/**
 * All that is wrong with rules and conditions, with the path of the field and the position in the expression; empty when they fit
 * the signature of every variant that could meet them. Without a signature, names and types of features are not known and not checked.
 */
export const checkRules = (
  {
    conditions = [],
    inputRules = [],
    outputRules = [],
  }: { readonly [Key in keyof RuleSet]?: RuleSet[Key] | undefined },
  signatures: readonly ModelSignature[],
): Problem[] => {
  const rules: RuleSet = { conditions, inputRules, outputRules };
  const { compiled, problems } = compileExpressions(rules);
  const found = [...problems];
  const wrong = new Set(problems.map(({ field }) => field));
  for (const signature of signatures) {
    const language = checkingLanguage(signature);
    for (const each of ruleExpressions(rules)) {
      const expression = compiled.get(each.field);
      if (expression === undefined || wrong.has(each.field)) continue;
      const unknown = unknownFeatures(each, expression, signature);
      if (unknown.length > 0) {
        found.push(...unknown);
        continue;
      }
      const { valid, type, error } = language.check(each.text);
      if (valid) found.push(...typeProblem(each, type ?? 'dyn', signature));
      else {
        const at = error?.range?.start ?? 0;
        found.push(problemAt(each.field, { message: error?.summary ?? 'it does not type-check', at }));
      }
    }
    found.push(...decisionProblems(rules, signature));
  }
  return [...new Map(found.map((problem) => [`${problem.field}\n${problem.message}`, problem])).values()];
};
