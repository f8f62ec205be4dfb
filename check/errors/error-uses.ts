import { type Node, parseSync, Visitor } from 'oxc-parser';
import { lineIndex } from '../boundaries/line-index.ts';

/** An error made on purpose: `new SlipwayError('CODE', { … })`. */
export interface ErrorUse {
  readonly code: string;
  /** Names of the values given; absent when they cannot be known from the source. */
  readonly values?: readonly string[];
  readonly line: number;
}

/** What one source file says about error codes. */
export interface ErrorUses {
  readonly made: readonly ErrorUse[];
  /** Every string in the file: a code also counts as used in a table or a comparison. */
  readonly strings: ReadonlySet<string>;
}

/** Pure scan of one source file. */
export function scanErrorUses(path: string, text: string): ErrorUses {
  const lineOf = lineIndex(text);
  const made: ErrorUse[] = [];
  const strings = new Set<string>();
  new Visitor({
    Literal(node) {
      if (typeof node.value === 'string') strings.add(node.value);
    },
    NewExpression(node) {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'SlipwayError') return;
      const [code, values] = node.arguments;
      const names = valueNames(values);
      for (const text of literalsOf(code)) {
        made.push({
          code: text,
          line: lineOf(node.start),
          ...(names === undefined ? {} : { values: names }),
        });
      }
    },
  }).visit(parseSync(path, text).program);
  return { made, strings };
}

/** `'A'`, and both of `condition ? 'A' : 'B'`. */
function literalsOf(node: Node | undefined): string[] {
  if (node?.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node?.type === 'ConditionalExpression')
    return [...literalsOf(node.consequent), ...literalsOf(node.alternate)];
  return [];
}

function valueNames(node: Node | undefined): string[] | undefined {
  if (node === undefined) return [];
  if (node.type !== 'ObjectExpression') return undefined;
  const names: string[] = [];
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed) return undefined;
    if (property.key.type === 'Identifier') names.push(property.key.name);
    else if (property.key.type === 'Literal') names.push(String(property.key.value));
  }
  return names;
}
