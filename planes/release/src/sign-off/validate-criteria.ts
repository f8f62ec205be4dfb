import type { ASTNode } from '@marcbachmann/cel-js';
import { type Criterion, SlipwayError } from '@slipway/contracts';
import { boundBy, childrenOf } from '@slipway/rules';
import { criterionLanguage } from './criterion-language.ts';
import { COMPREHENSIONS, factPaths } from './fact-paths.ts';
import { verdictPathProblem } from './verdict-facts.ts';

const FIGURE_GROUPS = new Set(['eval', 'champion', 'difference']);
const FIGURE_PARTS = new Set(['value', 'lower', 'upper']);

/** Two levels reach every metric of every slice; each further level multiplies the time by the number of slices. */
const MAX_NESTED_COMPREHENSIONS = 2;

/** `matches` runs regular expressions that can take for ever, and there is nothing to match in figures. */
const FORBIDDEN_METHODS = new Set(['matches']);

const structuralProblem = (node: ASTNode, depth = 0): string | null => {
  if ((node.op === 'rcall' || node.op === 'call') && FORBIDDEN_METHODS.has(node.args[0])) {
    return `${node.args[0]} is not available in criteria`;
  }
  const inner = depth + (boundBy(node, COMPREHENSIONS) === null ? 0 : 1);
  if (inner > MAX_NESTED_COMPREHENSIONS) {
    return `comprehensions are nested deeper than ${MAX_NESTED_COMPREHENSIONS}`;
  }
  for (const child of childrenOf(node)) {
    const problem = structuralProblem(child, inner);
    if (problem !== null) return problem;
  }
  return null;
};

const pathProblem = ([group, metric, part, ...more]: readonly string[]): string | null => {
  if (!FIGURE_GROUPS.has(group!) || part === undefined) return null;
  if (FIGURE_PARTS.has(part) && more.length === 0) return null;
  return `${[group, metric, part, ...more].join('.')} is not a figure: use ${group}.${metric}.value, .lower or .upper`;
};

/** Why an expression cannot be a criterion; null when it can. */
export const expressionProblem = (expression: string): string | null => {
  let parsed: ReturnType<typeof criterionLanguage.parse>;
  try {
    parsed = criterionLanguage.parse(expression);
  } catch (error) {
    return (error as { summary?: string }).summary ?? (error as Error).message;
  }
  const { valid, type, error } = parsed.check();
  if (!valid) return error?.summary ?? 'it does not type-check';
  if (type !== 'bool') return 'it must be true or false, such as eval.auc.value > 0.7';
  const wrongPath = factPaths(parsed.ast)
    .map((path) => pathProblem(path) ?? verdictPathProblem(path))
    .find((problem) => problem !== null);
  return structuralProblem(parsed.ast) ?? wrongPath ?? null;
};

/**
 * Checks criteria before anything is run for them: when a job is declared and when a review is opened.
 * `field` is where the list stands in the request. Throws INVALID_EXPRESSION with all problems, and INVALID_REQUEST for a name used twice.
 */
export const validateCriteria = (criteria: readonly Criterion[], field = 'criteria'): void => {
  const repeated = criteria.findIndex(
    ({ name }, i) => criteria.findIndex((other) => other.name === name) < i,
  );
  if (repeated >= 0) {
    const name = `${field}[${repeated}].name`;
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `${name}: "${criteria[repeated]?.name}" is used twice` },
      { field: name },
    );
  }
  const problems = criteria.flatMap(({ pass, fail }, i) =>
    Object.entries({ pass, fail }).flatMap(([part, expression]) => {
      const message = expression === undefined ? null : expressionProblem(expression);
      return message === null ? [] : [{ field: `${field}[${i}].${part}`, message, expression }];
    }),
  );
  const [first] = problems;
  if (first === undefined) return;
  throw new SlipwayError(
    'INVALID_EXPRESSION',
    { expression: first.expression, reason: first.message },
    {
      field: first.field,
      problems: problems.map(({ field: where, message }) => ({ field: where, message })),
    },
  );
};
