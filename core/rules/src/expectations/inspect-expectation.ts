import type { ASTNode } from '@marcbachmann/cel-js';
import type { Expectation } from '@slipway/contracts';
import { boundBy, childrenOf, memberOf, QUANTIFIERS } from '../expression-tree.ts';
import { FUNCTIONS, METHODS } from '../inspect-expression.ts';
import { namesOf } from './expectation-language.ts';

/** What an expectation reads. */
export interface ExpectationReads {
  /** Columns as `row.<column>`. */
  readonly columns: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** It says itself what a missing value means. */
  readonly mentionsNull: boolean;
}

export type ExpectationInspection =
  | { readonly ok: true; readonly reads: ExpectationReads }
  | { readonly ok: false; readonly message: string; readonly at: number };

class Refused extends Error {
  readonly at: number;

  constructor(node: ASTNode, message: string) {
    super(message);
    this.at = node.start;
  }
}

const refuseCall = (node: ASTNode): void => {
  if (node.op === 'call' && !FUNCTIONS.has(node.args[0]))
    throw new Refused(node, `the function ${node.args[0]} is not available`);
  if (node.op === 'rcall' && !QUANTIFIERS.has(node.args[0]) && !METHODS.has(node.args[0]))
    throw new Refused(node, `the function ${node.args[0]} is not available`);
  if (node.op === 'map') throw new Refused(node, 'maps are not available');
};

/** What a parsed expectation reads, or why it is none. The functions are those of rules: none can take for ever on a row. */
export const inspectExpectation = (
  root: ASTNode,
  expectation: Pick<Expectation, 'level' | 'column'>,
): ExpectationInspection => {
  const known = namesOf(expectation);
  const columns = new Set<string>();
  const names = new Set<string>();
  let mentionsNull = false;

  const walk = (node: ASTNode, bound: string | null): void => {
    const member = memberOf(node);
    if (member?.of === 'row' && known.has('row')) {
      columns.add(member.name);
      return;
    }
    if (node.op === 'id' && node.args !== bound) {
      if (!known.has(node.args))
        throw new Refused(node, `"${node.args}" cannot be read here; there are ${[...known].join(', ')}`);
      if (node.args === 'row') throw new Refused(node, 'columns are read by their names: row.<column>');
      names.add(node.args);
    }
    if (node.op === 'value' && node.args === null) mentionsNull = true;
    refuseCall(node);
    const inner = boundBy(node);
    if (inner !== null && bound !== null)
      throw new Refused(node, 'all, exists and exists_one cannot be nested');
    for (const child of childrenOf(node)) walk(child, inner ?? bound);
  };

  try {
    walk(root, null);
    return { ok: true, reads: { columns, names, mentionsNull } };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, message: error.message, at: error.at };
    throw error;
  }
};
