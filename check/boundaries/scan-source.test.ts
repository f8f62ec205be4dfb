import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scanSource } from './scan-source.ts';

/** Imports as `form specifier`, those that type stripping erases in parentheses. */
function imports(text: string, path = 'file.ts'): string[] {
  return scanSource(path, text).imports.map(({ form, specifier, erased }) =>
    erased ? `(${form} ${specifier})` : `${form} ${specifier}`,
  );
}

describe('scanSource', () => {
  const forms: readonly (readonly [text: string, found: string])[] = [
    ["import { a } from 'x';", 'static x'],
    ["import 'x';", 'static x'],
    ["import type { A } from 'x';", '(static x)'],
    ["export * from './x.ts';", 'export ./x.ts'],
    ["export { a } from 'x';", 'export x'],
    ["export type { A } from 'x';", '(export x)'],
    ["const a = await import('x');", 'dynamic x'],
    ['const a = await import(`x`);', 'dynamic x'],
    ["let a: import('x').A;", '(type x)'],
    ["import a = require('x');", 'require x'],
    ["import.meta.resolve('x');", 'require x'],
    ["new Worker(new URL('./x.ts', import.meta.url));", 'url ./x.ts'],
    ["declare module 'x' { interface A {} }", '(augment x)'],
  ];
  for (const [text, found] of forms) {
    it(`sees ${text}`, () => assert.deepEqual(imports(text), [found]));
  }

  it('counts an import of types alone as loaded when only its names are marked: the statement stays', () => {
    assert.deepEqual(imports("import { type A } from 'x';"), ['static x']);
  });

  it('is not deceived by strings, comments and templates', () => {
    assert.deepEqual(imports('const a = "import b from \'x\'"; // import \'y\'\n`import("z")`;'), []);
    assert.deepEqual(scanSource('a.ts', "const a = 'process.env TODO console.log()';").environmentReads, []);
  });

  it('reads JSX and declarations', () => {
    assert.deepEqual(imports("import { a } from 'x';\nconst b = <div>{a}</div>;", 'file.tsx'), ['static x']);
    assert.deepEqual(imports("import type { A } from 'x';\nexport declare const a: A;", 'file.d.ts'), [
      '(static x)',
    ]);
  });

  it('gives the line of what it finds', () => {
    const facts = scanSource('a.ts', "\n\nimport 'x';\n\n/* one\n   FIXME two */\nprocess.env.A;\n");
    assert.deepEqual(
      [facts.imports[0]?.line, facts.marks[0]?.line, facts.environmentReads[0]?.line],
      [3, 6, 7],
    );
  });
});
