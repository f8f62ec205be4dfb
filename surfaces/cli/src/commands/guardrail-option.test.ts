import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardrailOf } from './guardrail-option.ts';

test('a guardrail is written as metric:setting=number', () => {
  assert.deepEqual(guardrailOf('errors'), { metric: 'errors', margin: 0 });
  assert.deepEqual(guardrailOf('errors:margin=0.01'), { metric: 'errors', margin: 0.01 });
  assert.deepEqual(guardrailOf('latency:margin=.02:over=200'), {
    metric: 'latency',
    overMs: 200,
    margin: 0.02,
  });
});

test('anything else is refused with the form', () => {
  for (const text of [
    '',
    'speed',
    'errors:',
    'errors:margin',
    'errors:over=x',
    'latency:over=1.2.3',
    'errors:share=1',
  ])
    assert.throws(() => guardrailOf(text), { code: 'INVALID_REQUEST', message: /over=<ms>/ }, text);
});
