import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParameterRevision, ServingParameterValues } from '@slipway/contracts';
import { describeDifferences, describeInForce, describeTrial, describeValues } from './parameter-text.ts';
import { parameterDifferences, parametersInForce } from './parameters-in-force.ts';

/** Given oldest first, as a person tells it; newest first, as the route answers. */
const history = (...values: ServingParameterValues[]): ParameterRevision[] =>
  values
    .map((each, revision) => ({
      endpoint: 'late',
      revision,
      values: each,
      by: 'operator',
      reason: '',
      createdAt: '2026-01-01T00:00:00.000Z',
    }))
    .reverse();

test('each parameter tells the revision that set it, or that it is a default', () => {
  const shown = parametersInForce(
    history({}, { timeoutMs: 500 }, { timeoutMs: 500, retries: 0 }, { timeoutMs: 500, retries: 1 }),
  );
  const of = (name: string) => shown.find((each) => each.name === name);
  assert.deepEqual(of('timeoutMs'), { name: 'timeoutMs', value: 500, origin: 'revision', revision: 1 });
  assert.deepEqual(of('retries'), { name: 'retries', value: 1, origin: 'revision', revision: 3 });
  assert.deepEqual(of('threshold'), { name: 'threshold', value: 0.5, origin: 'default', revision: null });
  assert.equal(parametersInForce([]).length, shown.length);
  const [first] = parametersInForce(history({ activate: false }));
  assert.deepEqual(first, { name: 'activate', value: false, origin: 'revision', revision: 0 });
  assert.match(describeInForce(shown), /timeoutMs +500 +revision 1\n/);
  assert.match(describeInForce(shown), /threshold +0\.5 +default of the gateway\n/);
});

test('a value that was set, unset and set again is of the last revision that set it', () => {
  const [, message] = parametersInForce(history({ message: 'a' }, {}, { message: 'a' }));
  assert.equal(message?.revision, 2);
});

test('the difference of two revisions', () => {
  const differences = parameterDifferences(
    { timeoutMs: 1, retries: 0, weights: [{ variant: 'a', weight: 1 }] },
    { retries: 0, threshold: 0.4, weights: [{ weight: 1, variant: 'a' }] },
  );
  assert.deepEqual(differences, [
    { name: 'timeoutMs', before: 1, after: undefined },
    { name: 'threshold', before: undefined, after: 0.4 },
  ]);
  assert.match(describeDifferences(differences), /timeoutMs +1 +not set\n/);
  assert.equal(describeDifferences([]), 'No difference.');
});

test('values are told on one line', () => {
  assert.equal(
    describeValues({ message: 'back soon', fallback: { variant: 'a' }, activeVariant: null }),
    'message=back soon fallback={"variant":"a"} activeVariant=null',
  );
  assert.equal(describeValues({}), 'the defaults of the gateway');
});

test('a trial tells what would have changed, and what it could not know', () => {
  const trial = {
    endpoint: 'late',
    rows: 10,
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-02T00:00:00.000Z',
    decisionsChanged: 3,
    decisions: [{ decision: '(rejected)', before: 0, after: 3 }],
    rules: [{ rule: 'far', fired: 3, errors: 1, examples: ['p1', 'p2'] }],
    reassigned: 2,
    adjusted: 0,
    notLogged: ['attributes.tier'],
  };
  const text = describeTrial(trial);
  for (const part of [
    /far +3 +1 +p1 p2/,
    /\(rejected\) +0 +3/,
    /others: 3/,
    /missing in this trial: attributes\.tier/,
  ])
    assert.match(text, part);
  assert.match(describeTrial({ ...trial, rows: 0 }), /No answered row of late/);
});
