import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { datasetDeclaration } from './dataset-declaration.ts';

const DOCUMENT = `
sql: select * from flights where day >= $from
split: { by: time, column: day, at: 2001-03-01 }
personal: { email: drop }
expectations:
  - { name: on the same day, column: delay, expect: value < 1440, atMost: 0.01 }
`;

const directoryWith = async (
  t: { after(end: () => Promise<void>): void },
  files: Readonly<Record<string, string>>,
): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'dataset-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return directory;
};

test('a dataset is declared by options, by a file with its query, or by a document', async (t) => {
  const directory = await directoryWith(t, {
    'flights.sql': 'select 1',
    'flights.yaml': DOCUMENT,
    'more.json': '[{ "name": "enough", "expect": "rows > 10", "level": "column" }]',
  });
  const bare = { description: '', personal: {}, expectations: [] };
  assert.deepEqual(await datasetDeclaration({ sql: 'select 2', personal: [] }), { ...bare, sql: 'select 2' });
  const file = join(directory, 'flights.sql');
  assert.deepEqual(
    await datasetDeclaration({
      file,
      personal: ['email=hash', 'a=b=drop'],
      splitHash: 'unit=0.2',
      salt: 's',
    }),
    {
      ...bare,
      sql: 'select 1',
      personal: { email: 'hash', 'a=b': 'drop' },
      split: { by: 'hash', column: 'unit', holdout: 0.2, salt: 's' },
    },
  );
  const document = await datasetDeclaration({
    file: join(directory, 'flights.yaml'),
    personal: [],
    expectations: join(directory, 'more.json'),
  });
  assert.deepEqual(document.split, { by: 'time', column: 'day', at: '2001-03-01' });
  assert.deepEqual(
    document.expectations.map(({ name }) => name),
    ['enough'],
    'options count more than the document',
  );
});

test('what is wrong is refused with its name', async (t) => {
  const directory = await directoryWith(t, {
    'bad.yaml': 'sql: [',
    'odd.json': '{"sql": "select 1", "sqll": 2}',
  });
  const declare = (more: object) => datasetDeclaration({ sql: 'select 1', personal: [], ...more });
  await assert.rejects(declare({ personal: ['email'] }), { code: 'INVALID_REQUEST', field: '--personal' });
  await assert.rejects(declare({ personal: ['email=mask'] }), {
    code: 'INVALID_REQUEST',
    field: 'personal.email',
  });
  await assert.rejects(declare({ splitHash: 'unit=half' }), { code: 'INVALID_REQUEST', field: /^split/ });
  await assert.rejects(declare({ file: join(directory, 'bad.yaml') }), { code: 'INVALID_REQUEST' });
  await assert.rejects(declare({ file: join(directory, 'odd.json') }), { message: /sqll/ });
  await assert.rejects(declare({ file: join(directory, 'none.json') }), { code: 'NOT_FOUND' });
});
