import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SlipwayError } from '@slipway/contracts';
import { askPatiently } from './patient-question.ts';

const away = () => new SlipwayError('UNAVAILABLE', { what: 'control' });

test('a question is repeated while control is away, and the interruption is told once', async () => {
  const answers = [away(), away(), 'here'];
  let told = 0;
  const answer = await askPatiently(
    async () => {
      const next = answers.shift();
      if (typeof next !== 'string') throw next;
      return next;
    },
    { milliseconds: 5000, everyMs: 1, onInterruption: () => told++ },
  );
  assert.deepEqual([answer, told], ['here', 1]);
});

test('what is refused is not asked again, and patience ends', async () => {
  let asked = 0;
  const refused = async () => {
    asked += 1;
    throw new SlipwayError('NOT_FOUND', { what: 'Search', name: 'x' });
  };
  await assert.rejects(askPatiently(refused, { milliseconds: 5000, everyMs: 1 }), { code: 'NOT_FOUND' });
  assert.equal(asked, 1);
  await assert.rejects(
    askPatiently(() => Promise.reject(away()), { milliseconds: 5, everyMs: 1 }),
    { code: 'UNAVAILABLE' },
  );
});
