import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@slipway/inference/rows';
import { Future } from '@slipway/platform';
import { inputKey } from './input-key.ts';
import { PredictionCache } from './prediction-cache.ts';
import { throughCache } from './through-cache.ts';

const scope = { endpoint: 'flights', release: 'delays-1-1', revision: 3, outputs: undefined };
const numbers = (...values: number[]): Tensor[] => [
  { name: 'x', datatype: 'FP32', shape: [values.length, 1], data: Float32Array.from(values) },
];
const texts = (...values: string[]): Tensor[] => [
  { name: 's', datatype: 'BYTES', shape: [values.length, 1], data: values },
];

test('equal inputs under the same release and revision have one key, everything else has its own', () => {
  const wide: Tensor[] = [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: Float32Array.from([1, 2]) }];
  const keys = [
    inputKey(scope, numbers(1, 2)),
    inputKey(scope, numbers(2, 1)),
    inputKey(scope, wide),
    inputKey(scope, texts('a', 'bc')),
    inputKey(scope, texts('ab', 'c')),
    inputKey({ ...scope, revision: 4 }, numbers(1, 2)),
    inputKey({ ...scope, outputs: ['score'] }, numbers(1, 2)),
    inputKey({ ...scope, release: 'delays-2-2' }, numbers(1, 2)),
    inputKey({ ...scope, endpoint: 'others' }, numbers(1, 2)),
  ];
  assert.equal(new Set(keys).size, keys.length);
  // A part of a larger array is its elements, whatever lies around them.
  const part = Float32Array.from([9, 1, 2, 9]).subarray(1, 3);
  assert.equal(inputKey(scope, [{ ...numbers(1, 2)[0]!, data: part }]), keys[0]);
});

test('an answer is repeated until its time is over', () => {
  const cache = new PredictionCache();
  assert.equal(cache.get('k', 1, 0), null);
  cache.set('k', numbers(0.5), 0);
  assert.deepEqual(cache.get('k', 1, 999), numbers(0.5));
  assert.equal(cache.get('k', 1, 1000), null);
  const { hits, misses, entries, bytes } = cache.statistics();
  assert.deepEqual({ hits, misses, entries, bytes }, { hits: 1, misses: 2, entries: 0, bytes: 0 });
});

test('the least recently used leaves first, by number and by bytes', () => {
  const few = new PredictionCache({ entries: 2 });
  for (const key of ['a', 'b']) few.set(key, numbers(1), 0);
  few.get('a', 9, 0);
  few.set('c', numbers(1), 0);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => few.get(key, 9, 0) !== null),
    [true, false, true],
  );
  const small = new PredictionCache({ bytes: 20_000 });
  for (let key = 0; key < 100; key++) small.set(String(key), numbers(1, 2, 3), 0);
  const { bytes, entries, evictions } = small.statistics();
  assert.ok(bytes <= 20_000 && entries > 10 && entries + evictions === 100);
});

test('what is too large to be worth it is not kept, and what is kept holds no foreign memory', () => {
  const cache = new PredictionCache({ bytes: 64_000 });
  cache.set('large', numbers(...Array.from({ length: 2000 }, () => 1)), 0);
  assert.equal(cache.get('large', 9, 0), null);
  const all = new Float32Array(10_000);
  cache.set('part', [{ ...numbers(0)[0]!, data: all.subarray(5, 6) }], 0);
  const [kept] = cache.get('part', 9, 0)!;
  assert.equal((kept!.data as Float32Array).buffer.byteLength, 4);
});

test('a question is asked once in its time, and errors are not kept', async () => {
  const cache = new PredictionCache();
  let asks = 0;
  const ask = () => {
    asks += 1;
    if (asks === 1) return Future.failed(new Error('busy'));
    return Future.of({ outputs: numbers(asks), queueMs: 1, inferenceMs: 2, predictor: 'p0' });
  };
  const question = { cache, seconds: 9, scope, tensors: numbers(1) };
  await assert.rejects(async () => throughCache(question, ask));
  const first = await throughCache(question, ask);
  assert.deepEqual([first.outputs, first.predictor], [numbers(2), 'p0']);
  const again = await throughCache(question, ask);
  assert.deepEqual(again, { outputs: numbers(2), queueMs: null, inferenceMs: null, predictor: null });
  assert.equal(asks, 2);
});
