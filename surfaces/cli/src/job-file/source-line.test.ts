import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { broken } from './fixtures/broken.job.ts';
import { sourceLine } from './source-line.ts';

const SOURCE = readFileSync(new URL('./fixtures/broken.job.ts', import.meta.url), 'utf8');
const lineOf = (field: string) => sourceLine(SOURCE, broken, field);

test('a key that is written once is found', () => {
  assert.deepEqual([lineOf('colour'), lineOf('schedule.cron'), lineOf('register.step')], [6, 8, 24]);
});

test('a key of a step is looked for in the object that holds its name', () => {
  assert.deepEqual(
    [
      'steps[0].sql',
      'steps[0].kind',
      'steps[1].name',
      'steps[1].needs[1]',
      'steps[2].needs',
      'steps[2].command',
      'steps[2].retry',
    ].map(lineOf),
    [10, 10, 13, 14, 20, 21, 19],
  );
});

test('what cannot be told for certain is not told', () => {
  assert.equal(lineOf('name'), undefined, 'steps have names too');
  assert.equal(lineOf('evaluate'), undefined);
  assert.equal(lineOf('(root)'), undefined);
  assert.equal(sourceLine('export default make();', null, 'steps[0].name'), undefined);
});
