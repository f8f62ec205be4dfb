import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ParameterChange,
  releaseRoutes,
  type ServingParameterValues,
  type SlipwayError,
} from '@slipway/contracts';
import { registration } from '../fixtures/measured.ts';
import { type RunningPlane, usePlanes } from '../fixtures/running-plane.ts';
import { deploy, MODEL, openEndpoint, reportPredictors, signedRelease } from '../fixtures/walk.ts';
import type { LoggedRow } from './logged-row.ts';

const startPlane = usePlanes();
const late = { endpoint: 'late' };
const far = (when = 'input.distance > 5000') => ({
  name: 'far',
  when,
  action: { do: 'reject' as const, message: 'too far' },
});

const operations = (plane: RunningPlane) => {
  const operator = plane.as('operator');
  return {
    set: (values: ServingParameterValues, unset: ParameterChange['unset'] = [], reason = 'because') =>
      operator.call(releaseRoutes.setParameters, { params: late, body: { values, unset, reason } }),
    rollback: (revision: number, reason = '') =>
      operator.call(releaseRoutes.rollbackParameters, { params: late, body: { revision, reason } }),
    trial: (values: ServingParameterValues, rows?: number) =>
      operator.call(releaseRoutes.tryParameters, {
        params: late,
        body: { values, ...(rows === undefined ? {} : { rows }) },
      }),
    revisions: () => operator.call(releaseRoutes.listParameterRevisions, { params: late }),
    audit: () =>
      plane.as('viewer').call(releaseRoutes.listAudit, { query: { action: 'endpoint.parameters-changed' } }),
  };
};

/** The code and the fields of what a call is refused for. */
const refusal = async (call: Promise<unknown>): Promise<[string, string[]]> => {
  const error = await call.then(
    () => assert.fail('it was not refused'),
    (thrown: SlipwayError) => thrown,
  );
  return [error.code, error.problems?.map(({ field }) => field) ?? []];
};

test('a value is set, replaced and unset; what it says is what the next revision says', async (t) => {
  const plane = await startPlane(t);
  const { set, revisions, audit } = operations(plane);
  await openEndpoint(plane, ['v1']);
  await set({ timeoutMs: 500, inputRules: [far()] });
  const cleared = await set({ retries: 1 }, ['timeoutMs', 'threshold']);
  assert.deepEqual(cleared.values, { activeVariant: 'v1', inputRules: [far()], retries: 1 });
  assert.deepEqual(await set({}, ['threshold']), cleared, 'what is not set cannot be unset');
  assert.deepEqual(
    (await revisions()).map(({ revision }) => revision),
    [3, 2, 1, 0],
  );
  const [newest] = (await audit()).items;
  assert.deepEqual(newest?.details, {
    revision: 3,
    changed: { retries: 1 },
    unset: ['timeoutMs'],
    reason: 'because',
  });
  assert.deepEqual(await refusal(set({ retries: 2 }, ['retries'])), [
    'INVALID_PARAMETERS',
    ['values.retries'],
  ]);
});

test('every name must exist: all problems at once, with their fields', async (t) => {
  const plane = await startPlane(t);
  const { set, revisions } = operations(plane);
  await openEndpoint(plane, ['v1']);
  const [code, fields] = await refusal(
    set({
      activeVariant: 'v2',
      weights: [
        { variant: 'v1', weight: 0.5 },
        { variant: 'v3', weight: 0.5 },
      ],
      conditions: [{ name: 'c', when: 'input.origin == "JFK"', variant: 'v4' }],
      variants: { v5: { activate: false } },
      inputRules: [
        far('input.distance >'),
        { name: 'swap', when: 'true', action: { do: 'variant', variant: 'v6' } },
      ],
      outputRules: [{ name: 'o', when: 'score > "high"', action: { do: 'reject', message: 'no' } }],
      fallback: { variant: 'v7' },
      log: { level: 'full', sampling: 1, unit: 'plain', redact: { origin: 'hashed' } },
    }),
  );
  assert.equal(code, 'INVALID_PARAMETERS');
  assert.deepEqual(fields.sort(), [
    'values.activeVariant',
    'values.conditions[0].variant',
    'values.conditions[0].when',
    'values.fallback.variant',
    'values.inputRules[0].when',
    'values.inputRules[1].action.variant',
    'values.log.redact.origin',
    'values.outputRules[0].when',
    'values.variants.v5',
    'values.weights[1].variant',
  ]);
  assert.deepEqual(await refusal(set({ fallback: { answer: { score: 0, decision: 'never' } } })), [
    'INVALID_PARAMETERS',
    ['values.fallback.answer.decision'],
  ]);
  assert.equal((await revisions()).length, 2, 'nothing was set');
});

test('rules alone that are wrong are RULE_INVALID, with the place in the expression', async (t) => {
  const plane = await startPlane(t);
  const { set } = operations(plane);
  await openEndpoint(plane, ['v1']);
  await assert.rejects(set({ inputRules: [far('input.distance > 1 && input.dist > 1')] }), {
    code: 'RULE_INVALID',
    field: 'values.inputRules[0].when',
    message: /feature "dist" is not in the signature \(at character 23\)/,
  });
  await assert.rejects(set({ inputRules: [far('matches(')] }), { code: 'RULE_INVALID' });
});

test('a share goes to ready variants only', async (t) => {
  const plane = await startPlane(t);
  const { set } = operations(plane);
  const { v1, v2 } = await openEndpoint(plane, ['v1', 'v2']);
  await reportPredictors(plane, { [v1?.id ?? '']: 'ready', [v2?.id ?? '']: 'failed' });
  const split = (share: number) => [
    { variant: 'v1', weight: 1 - share },
    { variant: 'v2', weight: share },
  ];
  await assert.rejects(set({ weights: split(0.1) }), { code: 'DEPLOYMENT_NOT_READY' });
  assert.deepEqual((await set({ weights: split(0) })).values.weights, split(0));
});

test('what is in force and stays is not judged again: an endpoint can always be switched off', async (t) => {
  const plane = await startPlane(t);
  const { set } = operations(plane);
  await openEndpoint(plane, ['v1']);
  await set({ inputRules: [far()] });
  const rules = JSON.stringify({ inputRules: [far('input.gone > 1')] });
  await plane.database.executeSql(
    `update release.parameter_revision set "values" = '${rules}' where endpoint = 'late' and revision = 2`,
  );
  assert.equal((await set({ activate: false })).values.activate, false);
  await assert.rejects(set({ inputRules: [far('input.gone > 2')] }), { code: 'RULE_INVALID' });
});

test('rolling back sets the values of an old revision in a new one, checked against what exists now', async (t) => {
  const plane = await startPlane(t);
  const { set, rollback } = operations(plane);
  const { v2 } = await openEndpoint(plane, ['v1', 'v2']);
  const first = await set({ timeoutMs: 500, fallback: { variant: 'v2' } });
  await set({ timeoutMs: 100 }, ['fallback']);
  const back = await rollback(first.revision, 'too fast');
  assert.deepEqual(
    [back.revision, back.values, back.reason],
    [first.revision + 2, first.values, `too fast (back to revision ${first.revision})`],
  );
  assert.deepEqual(await rollback(first.revision), back, 'what is in force makes no revision');
  await assert.rejects(rollback(99), { code: 'NOT_FOUND', field: 'revision' });
  const { activeVariant } = (await set({ activeVariant: 'v2' }, ['fallback'])).values;
  assert.equal(activeVariant, 'v2');
  await reportPredictors(plane, { [v2?.id ?? '']: 'ready' });
  await assert.rejects(rollback(first.revision), { code: 'DEPLOYMENT_NOT_READY' });
});

test('a variant that parameters name cannot be removed', async (t) => {
  const plane = await startPlane(t);
  const { set, rollback } = operations(plane);
  await openEndpoint(plane, ['v1', 'v2']);
  const remove = () =>
    plane.as('operator').call(releaseRoutes.deleteVariant, { params: { ...late, variant: 'v2' } });
  const named = await set({ fallback: { variant: 'v2' }, variants: { v2: { threshold: 0.3 } } });
  await assert.rejects(remove(), { code: 'VARIANT_IN_USE', message: /variants\.v2, fallback\.variant/ });
  await set({}, ['fallback', 'variants']);
  assert.equal((await remove()).variants.length, 1);
  assert.deepEqual(await refusal(rollback(named.revision)), [
    'INVALID_PARAMETERS',
    ['values.variants.v2', 'values.fallback.variant'],
  ]);
});

test('a variant whose model does not have what the rules read cannot come in', async (t) => {
  const plane = await startPlane(t);
  const { set } = operations(plane);
  await openEndpoint(plane, ['v1']);
  await set({ inputRules: [far()] });
  const worker = plane.as('worker');
  const other = registration('other-features');
  const signature = {
    ...other.signature,
    features: [{ name: 'miles', kind: 'number' as const, optional: false }],
    inputs: [{ name: 'miles', datatype: 'FP32' as const, shape: [-1, 1] }],
  };
  // Registered first, so that the walk below finds the run's version with this signature.
  await worker.call(releaseRoutes.registerVersion, {
    params: { model: MODEL },
    body: { ...other, signature },
  });
  const deployment = await deploy(plane, await signedRelease(plane, 'other-features'));
  await reportPredictors(plane, { [deployment.id]: 'ready' });
  const put = () =>
    plane.as('operator').call(releaseRoutes.putVariant, {
      params: { ...late, variant: 'miles' },
      body: { deployment: deployment.id },
    });
  await assert.rejects(put(), { code: 'RULE_INVALID', field: 'parameters.inputRules[0].when' });
  await set({}, ['inputRules']);
  assert.equal((await put()).variants.length, 2);
});

const row = (id: string, score: number, distance: number): LoggedRow => ({
  id,
  at: `2026-01-01T00:00:0${id}.000Z`,
  variant: 'v1',
  assignment: 'active',
  unit: null,
  input: { distance },
  score,
  scores: null,
  decision: score >= 0.5 ? 'late' : 'on time',
  threshold: 0.5,
});

test('parameters are tried on the newest logged rows, and nothing changes', async (t) => {
  const asked: [string, number][] = [];
  const plane = await startPlane(t, {
    loggedRows: async (endpoint, limit) => {
      asked.push([endpoint, limit]);
      return [row('3', 0.9, 6000), row('2', 0.4, 100), row('1', 0.2, 100)];
    },
  });
  const { trial, revisions } = operations(plane);
  await openEndpoint(plane, ['v1']);
  assert.deepEqual(await trial({ inputRules: [far()], threshold: 0.3 }, 50), {
    endpoint: 'late',
    rows: 3,
    from: '2026-01-01T00:00:01.000Z',
    to: '2026-01-01T00:00:03.000Z',
    decisionsChanged: 2,
    decisions: [
      { decision: '(rejected)', before: 0, after: 1 },
      { decision: 'late', before: 1, after: 1 },
      { decision: 'on time', before: 2, after: 1 },
    ],
    rules: [{ rule: 'far', fired: 1, errors: 0, examples: ['3'] }],
    reassigned: 0,
    adjusted: 0,
    notLogged: [],
  });
  assert.deepEqual(asked, [['late', 50]]);
  assert.deepEqual(await refusal(trial({ activeVariant: 'v9' })), [
    'INVALID_PARAMETERS',
    ['values.activeVariant'],
  ]);
  assert.equal((await revisions()).length, 2);
});

test('without the log there is no trial, and a code says so', async (t) => {
  const plane = await startPlane(t);
  await openEndpoint(plane, ['v1']);
  await assert.rejects(operations(plane).trial({ threshold: 0.3 }), {
    code: 'UNAVAILABLE',
    message: /prediction log/,
  });
});
