export { checkRules, type Problem } from './check-rules.ts';
export { CompiledRules, type CompileOptions, compileRules } from './compile-rules.ts';
export { boundBy, childrenOf } from './expression-tree.ts';
export type { RuleSet } from './rule-expressions.ts';
export type {
  ConditionVerdict,
  InputFacts,
  InputVerdict,
  OutputFacts,
  OutputVerdict,
  VerdictEnd,
} from './verdict.ts';
