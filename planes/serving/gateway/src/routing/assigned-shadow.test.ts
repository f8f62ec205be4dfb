import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RoutedExperiment, ServingParameters } from '@slipway/contracts';
import { prepareShadows, shadowsOf } from './assigned-shadow.ts';

const known = new Set(['a', 'b', 'c']);
const shadow = (changes: Partial<RoutedExperiment>): RoutedExperiment => ({
  id: 'shadow-1',
  kind: 'shadow',
  seed: 'seed',
  coverage: 1,
  namespace: null,
  overrides: {},
  variants: [{ variant: 'b', weight: 1 }],
  ...changes,
});
const prepare = (experiments: RoutedExperiment[], values: object = {}) =>
  prepareShadows(experiments, known, ServingParameters.parse(values));
const requests = Array.from({ length: 5000 }, (_, index) => `request-${index}`);

test('each shadow gets its own share of the requests, the same ones at every gateway', () => {
  const variants = [
    { variant: 'b', weight: 0.3 },
    { variant: 'c', weight: 0.6 },
  ];
  const shadows = prepare([shadow({ variants }), shadow({ id: 'shadow-2' })]);
  const copies = requests.flatMap((request) => shadowsOf(shadows, request, 0));
  const count = (experiment: string, variant: string) =>
    copies.filter(({ choice }) => choice.experiment === experiment && choice.variant === variant).length;
  assert.ok(Math.abs(count('shadow-1', 'b') / requests.length - 0.3) < 0.03);
  assert.ok(Math.abs(count('shadow-1', 'c') / requests.length - 0.6) < 0.03);
  assert.equal(count('shadow-2', 'b'), requests.length);
  assert.deepEqual(
    copies,
    requests.flatMap((request) => shadowsOf(shadows, request, 0)),
  );
  assert.deepEqual(shadows[0]?.choice, {
    variant: 'b',
    experiment: 'shadow-1',
    reason: 'shadow',
    propensity: 0.3,
  });
});

test('a share of 0, a variant that is switched off or unknown, and an A/B test make no shadow', () => {
  assert.deepEqual(prepare([shadow({ variants: [{ variant: 'b', weight: 0 }] })]), []);
  assert.deepEqual(prepare([shadow({ coverage: 0 })]), []);
  assert.deepEqual(prepare([shadow({})], { variants: { b: { activate: false } } }), []);
  assert.deepEqual(prepare([shadow({ variants: [{ variant: 'gone', weight: 1 }] })]), []);
  assert.deepEqual(prepare([shadow({ kind: 'ab' })]), []);
});

test('an ended shadow test copies nothing', () => {
  const shadows = prepare([shadow({ endsAt: '1970-01-01T00:00:01.000Z' })]);
  assert.equal(shadowsOf(shadows, 'r', 999).length, 1);
  assert.equal(shadowsOf(shadows, 'r', 1000).length, 0);
});
