import type { ASTNode } from '@marcbachmann/cel-js';
import { boundBy, childrenOf, memberOf } from './expression-tree.ts';

/** Facts that may be null, as `input.<feature>`, `unit` and `decision`. */
type Needs = ReadonlySet<string>;

const NONE: Needs = new Set();
const union = (...all: readonly Needs[]): Needs => new Set(all.flatMap((each) => [...each]));
const both = (a: Needs, b: Needs): Needs => new Set([...a].filter((name) => b.has(name)));

const COMPUTING: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '+', '-', '*', '/', '%']);

const factOf = (node: ASTNode): string | null => {
  const member = memberOf(node);
  if (member?.of === 'input') return `input.${member.name}`;
  return node.op === 'id' && (node.args === 'unit' || node.args === 'decision') ? node.args : null;
};

/** As an operand that must have a value: a fact itself, or what makes the operand fail. */
const operand = (node: ASTNode): Needs => {
  const fact = factOf(node);
  return fact === null ? failing(node) : new Set([fact]);
};

/** Facts whose absence makes the evaluation fail, whatever the others are. */
const failing = (node: ASTNode): Needs => {
  if (factOf(node) !== null) return NONE;
  switch (node.op) {
    // CEL lets `false && failed` be false and `true || failed` true.
    case '&&':
    case '||':
      return both(failing(node.args[0]), failing(node.args[1]));
    case '!_':
    case '-_':
      return operand(node.args);
    case '?:':
      return union(operand(node.args[0]), both(failing(node.args[1]), failing(node.args[2])));
    case 'call':
      return union(...node.args[1].map(operand));
    case 'rcall':
      return boundBy(node) === null
        ? union(operand(node.args[1]), ...node.args[2].map(operand))
        : failing(node.args[1]);
    default:
      return union(...childrenOf(node).map(COMPUTING.has(node.op) ? operand : failing));
  }
};

/**
 * Facts without which an expression cannot be true: a rule whose fact is missing is passed by without evaluating it, because a
 * failed evaluation costs far more than a successful one. Facts that are compared with null are not among them.
 */
export const neededFacts = (node: ASTNode): Needs => {
  if (node.op === '&&') return union(neededFacts(node.args[0]), neededFacts(node.args[1]));
  if (node.op === '||') return both(neededFacts(node.args[0]), neededFacts(node.args[1]));
  if (node.op === '?:') {
    const [condition, yes, no] = node.args;
    return union(operand(condition), both(neededFacts(yes), neededFacts(no)));
  }
  const fact = factOf(node);
  return fact === null ? failing(node) : new Set([fact]);
};
