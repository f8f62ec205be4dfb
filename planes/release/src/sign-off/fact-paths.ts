import type { ASTNode } from '@marcbachmann/cel-js';
import { boundBy, childrenOf } from '@slipway/rules';

/** The macros that name a variable for the elements of a list or the keys of a map. */
export const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

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

/** Every fact that an expression reads, as segments, each once, in the order of reading. Elements of lists are left out. */
export const factPaths = (root: ASTNode): string[][] => {
  const paths = new Map<string, string[]>();
  const walk = (node: ASTNode, bound: ReadonlySet<string>): void => {
    const chain = chainOf(node);
    if (chain !== null) {
      if (!bound.has(chain[0]!)) paths.set(chain.join('.'), chain);
      return;
    }
    const variable = boundBy(node, COMPREHENSIONS);
    const inner = variable === null ? bound : new Set([...bound, variable]);
    for (const child of childrenOf(node)) walk(child, inner);
  };
  walk(root, new Set());
  return [...paths.values()];
};
