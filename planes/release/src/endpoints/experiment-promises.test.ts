import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExperimentRequest } from '@slipway/contracts';
import { exclusive, refuseSharedUnits } from './experiment-exclusion.ts';
import { checkPromises } from './experiment-promises.ts';

const AT = '2026-01-01T00:00:00.000Z';
const request = (over: object = {}): ExperimentRequest =>
  ExperimentRequest.parse({
    name: 'ab',
    variants: [
      { variant: 'v1', weight: 0.5 },
      { variant: 'v2', weight: 0.5 },
    ],
    ...over,
  });
const shadow = (over: object = {}) =>
  request({ kind: 'shadow', variants: [{ variant: 'v2', weight: 1 }], ...over });

test('an experiment promises only what it can keep', () => {
  checkPromises(request(), AT);
  checkPromises(shadow(), AT);
  checkPromises(request({ guardrails: [], endsAt: '2026-01-02T00:00:00.000Z' }), AT);
  checkPromises(request({ guardrails: [], autoStop: false }), AT);
  const refused: [object, string][] = [
    [request({ guardrails: [] }), 'autoStop'],
    [request({ endsAt: AT }), 'endsAt'],
    [request({ endsAt: '2026-01-07T00:00:00.000Z', minimumDays: 7 }), 'endsAt'],
    [request({ guardrails: [{ metric: 'latency' }] }), 'guardrails[0].overMs'],
    [request({ guardrails: [{ metric: 'errors', overMs: 5 }] }), 'guardrails[0].overMs'],
    [request({ guardrails: [{ metric: 'errors' }, { metric: 'errors', margin: 0.1 }] }), 'guardrails[1]'],
    [request({ overrides: { ada: 'v2', grace: 'v3' } }), 'overrides.grace'],
    [shadow({ overrides: { ada: 'v2' } }), 'overrides'],
    [shadow({ namespace: { name: 'n', from: 0, to: 1 } }), 'namespace'],
    [shadow({ guardrails: [{ metric: 'fallback' }] }), 'guardrails[0].metric'],
  ];
  for (const [wrong, field] of refused)
    assert.throws(
      () => checkPromises(wrong as ExperimentRequest, AT),
      { code: 'INVALID_REQUEST', field },
      field,
    );
  assert.throws(() => checkPromises(request({ guardrails: [] }), AT), {
    message: /nothing could ever stop this experiment: name a guardrail or an end date/,
  });
});

test('A/B tests run beside each other only in disjoint ranges of one namespace', () => {
  const within = (from: number, to: number, name = 'checkout') => request({ namespace: { name, from, to } });
  assert.equal(exclusive(request(), request()), false);
  assert.equal(exclusive(request(), within(0, 0.5)), false);
  assert.equal(exclusive(within(0, 0.5), within(0.5, 1)), true);
  assert.equal(exclusive(within(0.5, 1), within(0, 0.5)), true);
  assert.equal(exclusive(within(0, 0.6), within(0.5, 1)), false);
  assert.equal(exclusive(within(0, 0.5), within(0.5, 1, 'search')), false, 'other hashes, shared units');
  assert.equal(exclusive(request(), shadow()), true);
  assert.equal(exclusive(shadow(), shadow()), true);
  const running = [{ id: 'ab-1', ...within(0, 0.5) }];
  refuseSharedUnits('late', within(0.5, 1), running);
  assert.throws(() => refuseSharedUnits('late', within(0.4, 1), running), {
    code: 'EXPERIMENT_RUNNING',
    field: 'namespace.from',
    message: /ab-1/,
  });
});
