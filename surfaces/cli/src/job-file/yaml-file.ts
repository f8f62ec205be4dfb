import { type ErrorProblem, SlipwayError } from '@slipway/contracts';
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { partsOf } from './field-path.ts';

/** What a file declares, and where. */
export interface ReadFile {
  readonly value: unknown;
  /** The line of a field, or of the nearest part around it that is there, counted from 1; undefined when it cannot be found. */
  readonly lineOf: (field: string) => number | undefined;
}

/** What stands below a key or an index: the place to show for it, and its value. */
const below = (node: unknown, part: string | number): { at: Node; value: unknown } | null => {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return isNode(item) ? { at: item, value: item } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair !== undefined && isNode(pair.key) ? { at: pair.key, value: pair.value } : null;
};

const refusal = (file: string, problems: readonly ErrorProblem[]): SlipwayError =>
  new SlipwayError(
    'INVALID_JOB',
    { reason: `${file} is not valid ${file.endsWith('.json') ? 'JSON' : 'YAML'}: ${problems[0]?.message}` },
    { field: problems[0]?.field, problems },
  );

/** Reads YAML, of which JSON is a part. Throws INVALID_JOB with every error of syntax and its line. */
export const readYaml = (text: string, file: string): ReadFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined): number | undefined =>
    offset === undefined ? undefined : lines.linePos(offset).line;
  if (document.errors.length > 0)
    throw refusal(
      file,
      document.errors.map(({ message, pos }) => ({
        field: '(syntax)',
        message: message.replaceAll(/\s*\n\s*/g, ' '),
        line: lines.linePos(pos[0]).line,
      })),
    );
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Aliases that would grow without end.
    throw refusal(file, [{ field: '(root)', message: (error as Error).message }]);
  }
  return {
    value,
    lineOf: (field) => {
      let node: unknown = document.contents;
      let at = isNode(node) ? node.range?.[0] : undefined;
      for (const part of partsOf(field)) {
        const next = below(node, part);
        if (next === null) break;
        at = next.at.range?.[0];
        node = next.value;
      }
      return lineAt(at);
    },
  };
};
