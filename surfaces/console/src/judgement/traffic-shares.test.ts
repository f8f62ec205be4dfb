import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '@slipway/contracts';
import { recordedEndpoints } from '../fixtures/serving.ts';
import { trafficShares } from './traffic-shares.ts';

const [recorded] = recordedEndpoints((seconds) => new Date(seconds).toISOString());
const endpoint: Endpoint = { ...recorded!, experiments: [] };
const test1 = recorded!.experiments[0]!;

const sharesOf = (changes: Partial<Endpoint>) =>
  Object.fromEntries(
    [...trafficShares({ ...endpoint, ...changes })].map(([name, { answers, copies }]) => [
      name,
      [Number(answers.toFixed(6)), Number(copies.toFixed(6))],
    ]),
  );

test('without a split the champion answers all', () => {
  assert.deepEqual(sharesOf({}), { v1: [1, 0], v2: [0, 0] });
});

const weights = [
  { variant: 'v1', weight: 0.9 },
  { variant: 'v2', weight: 0.1 },
];

test('weights split what no experiment covers, and what a switched-off variant does not take goes to the champion', () => {
  assert.deepEqual(sharesOf({ parameters: { revision: 1, values: { weights } } }), {
    v1: [0.9, 0],
    v2: [0.1, 0],
  });
  const values = { weights, variants: { v2: { activate: false } } };
  assert.deepEqual(sharesOf({ parameters: { revision: 1, values } }), { v1: [1, 0], v2: [0, 0] });
  assert.deepEqual(
    sharesOf({
      parameters: { revision: 1, values: { weights } },
      experiments: [{ ...test1, coverage: 0.2 }],
    }),
    { v1: [0.1 + 0.72, 0], v2: [0.1 + 0.08, 0] },
  );
});

test('an experiment in a namespace covers a part of its range; a shadow only gets copies', () => {
  const namespace = { name: 'n', from: 0.5, to: 1 };
  const shadow = { ...test1, kind: 'shadow' as const, variants: [{ variant: 'v2', weight: 0.3 }] };
  assert.deepEqual(sharesOf({ experiments: [{ ...test1, namespace, coverage: 0.5 }, shadow] }), {
    v1: [0.875, 0],
    v2: [0.125, 0.3],
  });
});
