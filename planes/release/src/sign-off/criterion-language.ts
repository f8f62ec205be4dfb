import { Environment } from '@marcbachmann/cel-js';

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const createLanguage = (): Environment => {
  const language = new Environment({ limits: { maxAstNodes: 500, maxDepth: 50 } })
    .registerVariable('eval', 'map')
    .registerVariable('champion', 'map')
    .registerVariable('difference', 'map')
    .registerVariable('serving', 'map')
    .registerVariable('load', 'map')
    .registerVariable('robustness', 'map')
    .registerVariable('verdict', 'string')
    .registerVariable('nonInferior', 'map')
    .registerVariable('fairness', 'map')
    .registerVariable('threshold', 'map')
    .registerVariable('rows', 'double')
    .registerVariable('positives', 'double')
    .registerVariable('slices', 'list<map>')
    .registerVariable('harmed', 'double');
  // CEL computes with two numbers of one type only; `champion.auc.value * 2` and `harmed == 0` should mean what they say.
  const mixed = (operator: string, compute: (a: number, b: number) => number | boolean) => {
    const handler = (a: number | bigint, b: number | bigint) => compute(Number(a), Number(b));
    language.registerOperator(`double ${operator} int`, handler);
  };
  for (const [operator, compute] of Object.entries(ARITHMETIC)) {
    mixed(operator, compute);
    language.registerOperator(`int ${operator} double`, (a: bigint, b: number) => compute(Number(a), b));
  }
  mixed('==', (a, b) => a === b);
  return language;
};

/** CEL with the names of CriterionFacts. All numbers of the evidence are doubles. */
export const criterionLanguage = createLanguage();
