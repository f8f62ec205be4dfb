import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { readTree } from '../../check/boundaries/read-tree.ts';
import { RULE_BOOK } from '../../check/boundaries/rule-book.ts';
import { formatViolation } from '../../check/boundaries/violation.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PLANTED = join(import.meta.dirname, 'fixtures/planted');

describe('the tree keeps every rule', () => {
  const tree = readTree(ROOT);

  it('reads the sources of every workspace', () => {
    assert.ok(tree.packages.length > 1, 'workspaces were found');
    const empty = tree.packages.filter(
      (owner) => ![...tree.files.values()].some((file) => file.package === owner),
    );
    assert.deepEqual(
      empty.map((owner) => owner.name),
      [],
    );
  });

  for (const rule of RULE_BOOK) {
    it(`${rule.name}: ${rule.law}`, () => {
      assert.deepEqual(rule.find(tree).map(formatViolation), []);
    });
  }
});

describe('every rule can fail', () => {
  it('there is one planted tree for each rule, and no other', () => {
    assert.deepEqual(readdirSync(PLANTED).sort(), RULE_BOOK.map((rule) => rule.name).sort());
  });

  for (const rule of RULE_BOOK) {
    it(`the tree planted against ${rule.name} makes that rule red and no other`, () => {
      const tree = readTree(join(PLANTED, rule.name));
      const red = RULE_BOOK.filter((candidate) => candidate.find(tree).length > 0);
      assert.deepEqual(
        red.map((candidate) => candidate.name),
        [rule.name],
      );
      const places = rule
        .find(tree)
        .flatMap(({ path, line }) => (line === undefined ? [] : [`${path}:${line}`]));
      assert.deepEqual([...new Set(places)].sort(), markedLines(join(PLANTED, rule.name)).sort());
    });
  }
});

/** The lines of a planted tree that end in `// breach`: each way of breaking the rule, and nothing beside it. */
function markedLines(root: string): string[] {
  return globSync('**/*.ts', { cwd: root }).flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((text, index) => (text.endsWith('// breach') ? [`${path}:${index + 1}`] : [])),
  );
}
