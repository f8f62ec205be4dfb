import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupTests } from './test-groups.ts';

const plain = () => "import { test } from 'node:test';";

test('files of one package share a process, eight at most', () => {
  const files = Array.from({ length: 17 }, (_, turn) => `core/a/src/${turn}.test.ts`);
  const groups = groupTests([...files, 'core/b/src/x.test.ts'], plain);
  assert.deepEqual(
    groups.map((group) => group.length),
    [16, 1, 1],
  );
});

test('files that are in no package have one to themselves', () => {
  const files = ['core/a/src/y.test.ts', 'core/a/src/z.test.ts', 'check/a.test.ts', 'check/b.test.ts'];
  assert.deepEqual(groupTests(files, plain), [[files[0], files[1]], [files[2]], [files[3]]]);
});

test('so has what reaches beyond its file', () => {
  const sources = [
    'beforeEach(() => {});',
    "import { testBlobs } from './blobs.suite.ts';",
    'test("x", () => {\n  process.env.A = "1";\n});',
    'assert.ok(!isAlive(pid));',
  ];
  for (const source of sources) {
    const groups = groupTests(['core/a/src/1.test.ts', 'core/a/src/2.test.ts'], (file) =>
      file.includes('1') ? source : plain(),
    );
    assert.equal(groups.length, 2, source);
  }
});
