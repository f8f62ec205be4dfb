import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PredictionResponse, type SchemaRecord, ServedEndpoint, ServingParameters } from '@slipway/contracts';
import { predictionsIn, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, evenExperiment, routingOf, signature } from './fixtures/signed-routing.ts';
import { releaseDigestOf } from './recording/release-digest.ts';
import { chooseVariant, prepareAssigner } from './routing/choose-variant.ts';

const tensors = (distances: readonly number[], more: object = {}) => ({
  inputs: [
    { name: 'distance', datatype: 'FP32', shape: [distances.length, 1], data: distances },
    { name: 'origin', datatype: 'BYTES', shape: [distances.length, 1], data: distances.map(() => 'ATL') },
  ],
  ...more,
});

test('rows are answered with ids, scores, decisions and who answered, and logged as answered', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor({ release: 'delays-1-1' });
  await gateway.publish(routingOf([gateway.signer.variant(1, [predictor.address])]));
  const { status, json, headers } = await gateway.send('POST', `/v1/endpoints/${ENDPOINT}/predictions?x=1`, {
    rows: [{ distance: 250, origin: 'ATL' }, { distance: 500 }],
    unit: 'customer-1',
  });
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'application/json');
  PredictionResponse.parse(json);
  const request = headers.get('x-slipway-prediction-id');
  assert.deepEqual(json, {
    endpoint: ENDPOINT,
    variant: 'v1',
    model: 'delays',
    version: 1,
    release: 'delays-1-1',
    parametersRevision: 7,
    experiment: null,
    rules: [],
    fallback: null,
    predictions: [
      { id: `${request}.0`, score: 0.25, scores: [0.75, 0.25], decision: '0', variant: 'v1' },
      { id: `${request}.1`, score: 0.5, scores: [0.5, 0.5], decision: '1', variant: 'v1' },
    ],
  });
  const records = await gateway.logged();
  const schema: SchemaRecord = {
    kind: 'schema',
    endpoint: ENDPOINT,
    features: signature.features.map(({ name, kind }) => ({ name, kind })),
  };
  assert.deepEqual(records[0], schema);
  const [first, second] = predictionsIn(records);
  assert.ok(first && first.latencyMs >= (first.predictorMs ?? Number.NaN));
  const { at, latencyMs, predictorMs, ...rest } = first;
  assert.ok(Math.abs(Date.now() - at) < 10_000 && latencyMs > 0 && predictorMs);
  assert.deepEqual(rest, {
    kind: 'prediction',
    id: `${request}.0`,
    request,
    endpoint: ENDPOINT,
    variant: 'v1',
    assigned: 'v1',
    experiment: null,
    model: 'delays',
    version: 1,
    release: 'delays-1-1',
    releaseDigest: releaseDigestOf(gateway.signer.variant(1, []).envelope),
    parametersRevision: 7,
    rules: [],
    assignment: 'active',
    propensity: null,
    shadowOf: null,
    unit: 'customer-1',
    inputs: { distance: 250, origin: 'ATL' },
    score: 0.25,
    scores: null,
    decision: '0',
    threshold: 0.5,
    status: 200,
    error: null,
    fallback: null,
    cached: false,
    weight: 1,
    queueMs: null,
    inferenceMs: null,
    trace: null,
    gateway: 'gateway',
  });
  assert.deepEqual([second?.id, second?.inputs], [`${request}.1`, { distance: 500 }]);
});

test('the Open Inference Protocol is answered with what Slipway adds as parameters, and logged as rows', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [predictor.address])]));
  const { status, json, headers } = await gateway.send(
    'POST',
    `/v2/models/${ENDPOINT}/infer`,
    tensors([100, 900], { id: 'mine', outputs: [{ name: 'score' }], parameters: { unit: 'customer-1' } }),
  );
  assert.equal(status, 200);
  const request = headers.get('x-slipway-prediction-id');
  assert.deepEqual(json, {
    model_name: ENDPOINT,
    model_version: '1',
    id: 'mine',
    outputs: [{ name: 'score', shape: [2], datatype: 'FP32', data: json.outputs[0].data }],
    parameters: {
      prediction_id: `${request}.0,${request}.1`,
      variant: 'v1',
      release: 'delays-1-1',
      parameters_revision: 7,
    },
  });
  const logged = predictionsIn(await gateway.logged());
  assert.deepEqual(
    logged.map(({ inputs, unit, decision }) => [inputs, unit, decision]),
    [
      [{ distance: 100, origin: 'ATL' }, 'customer-1', '0'],
      [{ distance: 900, origin: 'ATL' }, 'customer-1', '1'],
    ],
  );
});

test('metadata and health of the protocol', async (t) => {
  const gateway = await startGateway(t);
  const get = async (path: string) => {
    const { status, json } = await gateway.send('GET', path);
    return [status, json];
  };
  assert.deepEqual(await get('/v2'), [
    200,
    { name: 'slipway', version: '0.1.0', extensions: ['binary_tensor_data', 'model_configuration'] },
  ]);
  assert.deepEqual(await get('/v2/health/live'), [200, { live: true }]);
  assert.deepEqual((await get('/v2/health/ready'))[0], 503);
  assert.deepEqual((await get('/health/ready'))[0], 503);
  assert.equal((await gateway.predict(1)).status, 503);
  const predictor = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [predictor.address])]));
  assert.deepEqual(await get('/v2/health/ready'), [200, { ready: true }]);
  assert.deepEqual(await get('/health/ready'), [200, { ready: true }]);
  assert.deepEqual(await get('/v2/models'), [200, { models: [ENDPOINT] }]);
  assert.deepEqual(await get(`/v2/models/${ENDPOINT}/ready`), [200, { name: ENDPOINT, ready: true }]);
  const { inputs, outputs } = signature;
  const metadata = { name: ENDPOINT, versions: ['1'], platform: 'onnx_onnxv1', inputs, outputs };
  assert.deepEqual(await get(`/v2/models/${ENDPOINT}`), [200, metadata]);
  assert.equal((await get('/v2/models/other'))[1].code, 'MODEL_UNKNOWN');
});

test('an experiment keeps each unit on its arm, and the log names both', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  const unit = { from: 'feature', name: 'origin', fallback: null } as const;
  await gateway.publish(routingOf(variants, { unit, experiments: [evenExperiment('v1', 'v2')] }));
  const arms = new Map<string, Set<string>>();
  for (let index = 0; index < 60; index++) {
    const origin = `A${index % 20}`;
    const { json } = await gateway.send('POST', `/v1/endpoints/${ENDPOINT}/predictions`, {
      rows: [{ distance: 1, origin }],
    });
    assert.equal(json.experiment, 'experiment-1');
    arms.set(origin, (arms.get(origin) ?? new Set()).add(json.variant));
  }
  assert.ok([...arms.values()].every((variantsOfUnit) => variantsOfUnit.size === 1));
  assert.deepEqual([...new Set([...arms.values()].flatMap((each) => [...each]))].sort(), ['v1', 'v2']);
  const viaTensors = await gateway.send('POST', `/v2/models/${ENDPOINT}/infer`, {
    inputs: [
      { name: 'distance', datatype: 'FP32', shape: [1, 1], data: [1] },
      { name: 'origin', datatype: 'BYTES', shape: [1, 1], data: ['A3'] },
    ],
  });
  assert.equal(viaTensors.json.parameters.variant, [...arms.get('A3')!][0]);
  const logged = predictionsIn(await gateway.logged());
  assert.ok(logged.every(({ variant, unit: key, experiment }) => experiment && arms.get(key!)!.has(variant)));
});

test('rows of several units are asked of their variants at the same time and put together; one answer of the protocol cannot', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  const unit = { from: 'feature', name: 'origin', fallback: null } as const;
  const experiment = evenExperiment('v1', 'v2');
  await gateway.publish(routingOf(variants, { unit, experiments: [experiment] }));
  const rows = Array.from({ length: 20 }, (_, index) => ({ distance: 1, origin: `A${index}` }));
  const path = `/v1/endpoints/${ENDPOINT}/predictions`;
  const known = new Set(['v1', 'v2']);
  const assigner = prepareAssigner({
    endpoint: ENDPOINT,
    active: 'v1',
    parameters: ServingParameters.parse({}),
    experiments: [experiment],
    known,
  });
  const mixed = await gateway.send('POST', path, {
    rows: rows.map((row, index) => ({ ...row, distance: index })),
  });
  assert.equal(mixed.status, 200);
  PredictionResponse.parse(mixed.json);
  const predictions: { score: number; variant: string }[] = mixed.json.predictions;
  assert.deepEqual([...new Set(predictions.map(({ variant }) => variant))].sort(), ['v1', 'v2']);
  predictions.forEach(({ score, variant }, index) => {
    assert.ok(Math.abs(score - index / 1000) < 1e-6);
    const choice = chooseVariant(assigner, rows[index]!.origin, Date.now());
    assert.equal(variant, choice.variant);
  });
  const column = (name: string, datatype: string, data: unknown[]) => ({
    name,
    datatype,
    shape: [rows.length, 1],
    data,
  });
  const protocol = await gateway.send('POST', `/v2/models/${ENDPOINT}/infer`, {
    inputs: [
      column(
        'distance',
        'FP32',
        rows.map(() => 1),
      ),
      column(
        'origin',
        'BYTES',
        rows.map(({ origin }) => origin),
      ),
    ],
  });
  assert.deepEqual([protocol.status, protocol.json.code], [400, 'INVALID_REQUEST']);
  assert.match(protocol.json.field, /^rows\[\d+\]\.origin$/);
  assert.equal((await gateway.send('POST', path, { rows, unit: 'one' })).status, 200);
  await gateway.publish(routingOf(variants, { unit }));
  assert.equal((await gateway.send('POST', path, { rows })).json.variant, 'v1');
  const units = new Set(predictionsIn(await gateway.logged()).map((record) => record.unit));
  assert.deepEqual(units, new Set(['one', ...rows.map(({ origin }) => origin)]));
});

test('outcomes are taken in batches, as a whole or not at all', async (t) => {
  const gateway = await startGateway(t);
  const send = (outcomes: unknown) => gateway.send('POST', '/v1/outcomes', { outcomes });
  const taken = await send([
    { predictionId: 'a', label: true },
    { predictionId: 'b', label: 2.5, at: '2026-01-01T00:00:00.000Z' },
  ]);
  assert.deepEqual([taken.status, taken.json], [200, { accepted: 2 }]);
  const wrong = await send([{ predictionId: 'c', label: 1 }, { predictionId: 'd' }]);
  assert.deepEqual(
    [wrong.status, wrong.json.code, wrong.json.field],
    [400, 'OUTCOME_INVALID', 'outcomes[1].label'],
  );
  assert.equal((await send([])).json.field, 'outcomes');
  const records = await gateway.logged();
  assert.deepEqual(
    records.map((record) => record.kind === 'outcome' && [record.prediction, record.label, record.value]),
    [
      ['a', 'true', 1],
      ['b', '2.5', 2.5],
    ],
  );
});

test('with a key, predictions, outcomes, endpoints and counts need it; health and metadata do not', async (t) => {
  const gateway = await startGateway(t, { server: { key: 'secret' } });
  const predictor = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(1, [predictor.address])]));
  const path = `/v1/endpoints/${ENDPOINT}/predictions`;
  const body = { rows: [{ distance: 1 }] };
  const post = async (headers: Record<string, string>) =>
    (await gateway.send('POST', path, body, headers)).status;
  assert.equal(await post({}), 401);
  assert.equal(await post({ authorization: 'Bearer wrong' }), 401);
  assert.equal(await post({ authorization: 'Bearer secret' }), 200);
  assert.equal(await post({ 'x-api-key': 'secret' }), 200);
  assert.equal((await gateway.send('POST', '/v1/outcomes', { outcomes: [] })).status, 401);
  for (const open of ['/v1/endpoints', `/v1/endpoints/${ENDPOINT}`, '/v1/statistics'])
    assert.equal((await gateway.send('GET', open)).status, 401, open);
  assert.equal((await gateway.send('POST', `/v2/models/${ENDPOINT}/infer`, {})).status, 401);
  for (const open of ['/health/ready', '/v2', `/v2/models/${ENDPOINT}`])
    assert.equal((await gateway.send('GET', open)).status, 200, open);
});

test('the endpoints and the counts are shown as they are', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor();
  const addresses = [predictor.address, 'http://127.0.0.1:1'];
  await gateway.publish(routingOf([gateway.signer.variant(1, addresses)]));
  await gateway.predict(1);
  await gateway.predict(Number.NaN);
  const endpoint = ServedEndpoint.parse((await gateway.send('GET', `/v1/endpoints/${ENDPOINT}`)).json);
  assert.deepEqual((await gateway.send('GET', '/v1/endpoints')).json, [endpoint]);
  const [variant] = endpoint.variants;
  assert.deepEqual([variant?.ready, variant?.predictors, variant?.reason], [1, 2, undefined]);
  const { json } = await gateway.send('GET', '/v1/statistics');
  assert.deepEqual(json, {
    answered: 1,
    refused: 1,
    failed: 0,
    retried: 0,
    fallbacks: 0,
    loggedRows: 1,
    sampledOutRows: 0,
    unloggedRows: 0,
    outcomes: 0,
    shadows: { answered: 0, failed: 0, dropped: 0 },
    ruleErrors: {},
  });
});
