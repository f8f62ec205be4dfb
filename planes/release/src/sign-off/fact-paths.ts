import type { ASTNode } from '@marcbachmann/cel-js';

/** The macros that name a variable for the elements of a list or the keys of a map. */
const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

/** The nodes directly below one; the arguments of a node are nodes, or lists that hold nodes. */
export const childrenOf = (node: ASTNode): ASTNode[] => {
  if (node.op === 'value') return [];
  const found: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) value.forEach(collect);
  };
  collect(node.args);
  return found;
};

/** `eval.auc["lower"]` as its segments; null when the node is anything else than a chain of names. */
const chainOf = (node: ASTNode): string[] | null => {
  if (node.op === 'id') return [node.args];
  if (node.op === '.') {
    const base = chainOf(node.args[0]);
    return base && [...base, node.args[1]];
  }
  if (node.op === '[]') {
    const [inner, key] = node.args;
    const base = chainOf(inner);
    return base && key.op === 'value' && typeof key.args === 'string' ? [...base, key.args] : null;
  }
  return null;
};

/** Name of the variable that a comprehension binds; null for every other node. */
export const boundBy = (node: ASTNode): string | null => {
  if (node.op !== 'rcall' || !COMPREHENSIONS.has(node.args[0])) return null;
  const variable = node.args[2][0];
  return variable?.op === 'id' ? variable.args : null;
};

/** Every fact that an expression reads, as segments, each once, in the order of reading. Elements of lists are left out. */
export const factPaths = (root: ASTNode): string[][] => {
  const paths = new Map<string, string[]>();
  const walk = (node: ASTNode, bound: ReadonlySet<string>): void => {
    const chain = chainOf(node);
    if (chain !== null) {
      if (!bound.has(chain[0]!)) paths.set(chain.join('.'), chain);
      return;
    }
    const variable = boundBy(node);
    const inner = variable === null ? bound : new Set([...bound, variable]);
    for (const child of childrenOf(node)) walk(child, inner);
  };
  walk(root, new Set());
  return [...paths.values()];
};
