import { type Node, parseSync, Visitor } from 'oxc-parser';
import type { CodeFacts, ImportFact, ImportForm, LineFact } from './code-facts.ts';
import { lineIndex } from './line-index.ts';

const MARK = /\b(TODO|FIXME|XXX|HACK)\b/;

/** Members of `process` that exist only in Node; a local variable named `process` has other members. */
const PROCESS_MEMBERS = new Set(
  'argv cwd exit exitCode hrtime kill memoryUsage nextTick off on once pid platform stderr stdin stdout uptime versions'.split(
    ' ',
  ),
);

/**
 * Parses one source file and collects what the rules judge. Pure: the text is given, nothing is read.
 * A file that does not parse yields its errors in `syntaxErrors` and whatever facts were found.
 */
export function scanSource(path: string, text: string): CodeFacts {
  const parsed = parseSync(path, text);
  const lineOf = lineIndex(text);
  const imports: ImportFact[] = [];
  const environmentReads: LineFact[] = [];
  const unerasable: LineFact[] = [];
  const defaultExports: LineFact[] = [];
  const consoleCalls: LineFact[] = [];
  const nodeGlobals: LineFact[] = [];

  const note = (list: LineFact[], what: string, node: { start: number }): void => {
    list.push({ what, line: lineOf(node.start) });
  };
  const link = (
    specifier: string | undefined,
    form: ImportForm,
    erased: boolean,
    node: { start: number },
  ): void => {
    if (specifier !== undefined) imports.push({ specifier, form, erased, line: lineOf(node.start) });
  };

  new Visitor({
    ImportDeclaration(node) {
      link(node.source.value, 'static', node.importKind === 'type', node);
      if (/^(node:)?process$/.test(node.source.value)) {
        for (const specifier of node.specifiers) {
          if (specifier.type === 'ImportSpecifier' && nameOf(specifier.imported) === 'env') {
            note(environmentReads, "import { env } from 'node:process'", node);
          }
        }
      }
    },
    ExportNamedDeclaration(node) {
      if (node.source) link(node.source.value, 'export', node.exportKind === 'type', node);
      for (const specifier of node.specifiers) {
        if (nameOf(specifier.exported) === 'default') note(defaultExports, 'export { … as default }', node);
      }
    },
    ExportAllDeclaration(node) {
      link(node.source.value, 'export', node.exportKind === 'type', node);
    },
    ExportDefaultDeclaration(node) {
      note(defaultExports, 'export default', node);
    },
    ImportExpression(node) {
      link(textOf(node.source), 'dynamic', false, node);
    },
    TSImportType(node) {
      link(node.source.value, 'type', true, node);
    },
    TSExternalModuleReference(node) {
      link(node.expression.value, 'require', false, node);
    },
    TSModuleDeclaration(node) {
      if (node.id.type === 'Literal') link(node.id.value, 'augment', true, node);
      else if (!node.declare && !path.endsWith('.d.ts')) note(unerasable, 'namespace', node);
    },
    TSEnumDeclaration(node) {
      note(unerasable, 'enum', node);
    },
    TSParameterProperty(node) {
      note(unerasable, 'parameter property', node);
    },
    CallExpression(node) {
      const callee = dottedName(node.callee);
      if (callee === undefined) return;
      if (callee === 'require' || callee === 'require.resolve' || callee === 'import.meta.resolve') {
        link(textOf(node.arguments[0]), 'require', false, node);
      }
      if (callee.startsWith('console.')) note(consoleCalls, callee, node);
    },
    NewExpression(node) {
      if (dottedName(node.callee) === 'URL' && dottedName(node.arguments[1]) === 'import.meta.url') {
        link(textOf(node.arguments[0]), 'url', false, node);
      }
      if (dottedName(node.callee) === 'Buffer') note(nodeGlobals, 'Buffer', node);
    },
    MemberExpression(node) {
      const name = dottedName(node)?.replace(/^globalThis\./, '');
      if (name === undefined) return;
      if (name === 'process.env') note(environmentReads, name, node);
      const [object, member] = name.split('.');
      if (object === 'Buffer' || (object === 'process' && PROCESS_MEMBERS.has(member ?? ''))) {
        if (name.split('.').length === 2) note(nodeGlobals, name, node);
      }
    },
    VariableDeclarator(node) {
      if (node.id.type !== 'ObjectPattern' || !node.init) return;
      if (dottedName(node.init)?.replace(/^globalThis\./, '') !== 'process') return;
      for (const property of node.id.properties) {
        if (property.type === 'Property' && nameOf(property.key) === 'env') {
          note(environmentReads, 'const { env } = process', node);
        }
      }
    },
  }).visit(parsed.program);

  return {
    imports,
    environmentReads,
    unerasable,
    defaultExports,
    consoleCalls,
    nodeGlobals,
    marks: parsed.comments.flatMap((comment) => {
      const found = MARK.exec(comment.value);
      return found ? [{ what: found[1]!, line: lineOf(comment.start + 2 + found.index) }] : [];
    }),
    syntaxErrors: parsed.errors
      .filter((error) => error.severity === 'Error')
      .map((error) => ({ what: error.message, line: lineOf(error.labels[0]?.start ?? 0) })),
  };
}

/** The text of a string literal or of a template without holes; undefined for anything computed. */
function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

function nameOf(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : textOf(node);
}

/** `a.b['c']` and `a?.b` as `a.b.c`; undefined when any part is computed or is a call. */
function dottedName(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MetaProperty') return `${node.meta.name}.${node.property.name}`;
  if (
    node.type === 'ChainExpression' ||
    node.type === 'ParenthesizedExpression' ||
    node.type === 'TSNonNullExpression'
  ) {
    return dottedName(node.expression);
  }
  if (node.type === 'TSAsExpression') return dottedName(node.expression);
  if (node.type !== 'MemberExpression') return undefined;
  const object = dottedName(node.object);
  const member = node.computed ? textOf(node.property) : nameOf(node.property);
  return object === undefined || member === undefined ? undefined : `${object}.${member}`;
}
