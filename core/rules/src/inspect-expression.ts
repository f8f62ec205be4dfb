import type { ASTNode } from '@marcbachmann/cel-js';
import { boundBy, childrenOf, memberOf, QUANTIFIERS } from './expression-tree.ts';
import { type Stage, VARIABLES } from './rule-language.ts';

/**
 * All that rules may call: each takes time linear in its text at most. `matches` runs regular expressions that can take for ever,
 * `split`, `join`, `map` and `filter` make lists as long as a client wants, times and bytes have nothing to read here.
 */
export const FUNCTIONS: ReadonlySet<string> = new Set(['size', 'double', 'int', 'string']);
export const METHODS: ReadonlySet<string> = new Set([
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'lowerAscii',
  'upperAscii',
  'trim',
  'indexOf',
  'substring',
]);

/** What an expression reads, each once. */
export interface Reads {
  readonly features: ReadonlyMap<string, number>;
  readonly attributes: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

export interface Refusal {
  readonly message: string;
  /** Offset in the expression. */
  readonly at: number;
}

export type Inspection =
  | { readonly ok: true; readonly reads: Reads }
  | { readonly ok: false; readonly refusal: Refusal };

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(node: ASTNode, message: string) {
    super(message);
    this.refusal = { message, at: node.start };
  }
}

/** What a parsed expression reads, or why it is no expression of a rule: a name or a function that rules do not have. */
export const inspectExpression = (root: ASTNode, stage: Stage): Inspection => {
  const features = new Map<string, number>();
  const attributes = new Set<string>();
  const variables = new Set<string>();
  const known = VARIABLES[stage];

  const walkMember = (node: ASTNode): boolean => {
    const member = memberOf(node);
    if (member?.of === 'input') {
      if (!features.has(member.name)) features.set(member.name, node.start);
    } else if (member?.of === 'attributes') {
      if (member.name !== member.name.toLowerCase()) {
        throw new Refused(node, `attributes have lower-case names: ${member.name.toLowerCase()}`);
      }
      attributes.add(member.name);
    } else return false;
    return true;
  };

  const walkName = (node: ASTNode, name: string, bound: string | null): void => {
    if (name === bound) return;
    if (!known.has(name)) {
      const later = VARIABLES.output.has(name) ? ' before the model has answered' : '';
      throw new Refused(node, `"${name}" cannot be read${later}; there are ${[...known].join(', ')}`);
    }
    if (name === 'input') throw new Refused(node, 'features are read by their names: input.<feature>');
    if (name === 'attributes')
      throw new Refused(node, 'attributes are read by their names: attributes.<name>');
    variables.add(name);
  };

  const walk = (node: ASTNode, bound: string | null): void => {
    if (walkMember(node)) return;
    if (node.op === 'id') {
      walkName(node, node.args, bound);
      return;
    }
    if (node.op === 'value' && node.args instanceof Uint8Array)
      throw new Refused(node, 'bytes are not available');
    if (node.op === 'map') throw new Refused(node, 'maps are not available');
    if (node.op === 'call') {
      const [name] = node.args;
      if (name === 'has') throw new Refused(node, 'has is not available: compare with null');
      if (!FUNCTIONS.has(name)) throw new Refused(node, `the function ${name} is not available`);
    }
    if (node.op === 'rcall') {
      const [name] = node.args;
      if (QUANTIFIERS.has(name)) {
        walkQuantifier(node, bound);
        return;
      }
      if (!METHODS.has(name)) throw new Refused(node, `the function ${name} is not available`);
    }
    for (const child of childrenOf(node)) walk(child, bound);
  };

  const walkQuantifier = (node: ASTNode, bound: string | null): void => {
    const variable = boundBy(node);
    if (bound !== null) throw new Refused(node, 'all, exists and exists_one cannot be nested');
    if (variable !== null && VARIABLES.output.has(variable)) {
      throw new Refused(node, `"${variable}" is the name of a fact: call the element otherwise`);
    }
    for (const child of childrenOf(node)) walk(child, variable);
  };

  try {
    walk(root, null);
    return { ok: true, reads: { features, attributes, variables } };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
};
