import type { ASTNode } from '@marcbachmann/cel-js';

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

/** `input.distance` and `input["distance"]` as their two names; null for every other node, and for a key that is computed. */
export const memberOf = (node: ASTNode): { readonly of: string; readonly name: string } | null => {
  if (node.op !== '.' && node.op !== '[]') return null;
  const [base, key] = node.args;
  if (base.op !== 'id') return null;
  if (typeof key === 'string') return { of: base.args, name: key };
  return key.op === 'value' && typeof key.args === 'string' ? { of: base.args, name: key.args } : null;
};

/** The macros that look at each element of a list under a name. */
export const QUANTIFIERS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one']);

/** Name of the variable that a macro binds, of these macros; null for every other node. */
export const boundBy = (node: ASTNode, macros: ReadonlySet<string> = QUANTIFIERS): string | null => {
  if (node.op !== 'rcall' || !macros.has(node.args[0])) return null;
  const variable = node.args[2][0];
  return variable?.op === 'id' ? variable.args : null;
};
