import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '@slipway/contracts';
import { loadModel } from '@slipway/inference';
import { linearModel } from '@slipway/inference/fixtures';
import { ModelThread } from './model-thread.ts';

const { model, signature } = linearModel();
const rows: Row[] = Array.from({ length: 1500 }, (_, row) => ({
  distance: row % 7 === 0 ? null : row / 100,
  hour: row % 24,
  origin: ['ATL', 'ORD', null][row % 3]!,
}));

test('a thread gives the very scores that the model gives without it, also when asked at once', async () => {
  const direct = await loadModel(model, signature, { threads: 1 });
  const thread = await ModelThread.start(Uint8Array.from(model), signature);
  const expected = await direct.score(rows);
  assert.deepEqual(await Promise.all([thread.score(rows), thread.score(rows.slice(0, 5))]), [
    expected,
    expected.slice(0, 5),
  ]);
  await Promise.all([direct.release(), thread.release()]);
});

test('a row that does not fit is refused by its number, and the thread goes on', async () => {
  const thread = await ModelThread.start(Uint8Array.from(model), signature);
  const wrong = [...rows.slice(0, 3), { ...rows[3], hour: 'noon' }];
  await assert.rejects(thread.score(wrong), { code: 'FEATURE_TYPE', field: 'rows[3].hour' });
  assert.equal((await thread.score(rows.slice(0, 1))).length, 1);
  await thread.release();
});

test('what is no model is refused as without a thread', () =>
  assert.rejects(ModelThread.start(Uint8Array.of(1, 2, 3), signature), { code: 'MODEL_INVALID' }));
