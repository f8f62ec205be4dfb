import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CountRecord, type PredictionRecord, type SchemaRecord, SlipwayError } from '@slipway/contracts';
import type { LogWriter } from '@slipway/platform';
import { type RunningOptions, runPredictor } from '../fixtures/running-predictor.ts';

/** A log in memory; `full` makes it refuse. */
const memoryLog = () => {
  const records: PredictionRecord[] = [];
  const schemas: SchemaRecord[] = [];
  const counts: CountRecord[] = [];
  const state = { full: false };
  const log: LogWriter = {
    declare: (schema) => void schemas.push(schema),
    append: async (appended) => {
      const [first] = appended;
      if (first?.kind === 'count') counts.push(first);
      else if (state.full) throw new SlipwayError('INSUFFICIENT_SPACE', { directory: '/spool' });
      else records.push(...(appended as PredictionRecord[]));
    },
    close: async () => undefined,
  };
  return { log, records, schemas, counts, state };
};
const start = async (options: RunningOptions = {}, level: 'inputs' | 'outputs' = 'inputs') => {
  const memory = memoryLog();
  const running = await runPredictor(options, () => ({
    directLog: { log: memory.log, name: 'predictor-1', level },
  }));
  await running.predictor.settled();
  return { ...memory, ...running };
};
const infer = (distance: number, outputs?: string[]) => ({
  inputs: [
    { name: 'distance', datatype: 'FP32', shape: [1, 1], data: [distance] },
    { name: 'hour', datatype: 'FP32', shape: [1, 1], data: [null] },
    { name: 'origin', datatype: 'BYTES', shape: [1, 1], data: ['ATL'] },
  ],
  ...(outputs === undefined ? {} : { outputs: outputs.map((name) => ({ name })) }),
});

describe('a request without a gateway', () => {
  it('is logged without its inputs where these are not asked for: they may be what the endpoint redacts', async (t) => {
    const { ask, records, schemas, end } = await start({}, 'outputs');
    t.after(end);
    await ask('POST', '/v1/predictions', { rows: [{ distance: 1, origin: 'ATL' }, { hour: 3 }] });
    assert.deepEqual(
      records.map(({ inputs, status }) => [inputs, status]),
      [
        [{}, 200],
        [{}, 200],
      ],
    );
    assert.ok(records.every(({ score }) => score !== null));
    assert.deepEqual(schemas, []);
  });

  it('in rows is logged once per row, and its answer names the predictions', async (t) => {
    const { ask, records, schemas, probability, wanted, end } = await start();
    t.after(end);
    const rows = [{ distance: 1, origin: 'ATL' }, { hour: 3 }];
    const { json, headers } = await ask('POST', '/v1/predictions', { rows });
    const request = headers.get('x-slipway-prediction-id')!;
    assert.deepEqual(
      json.predictions.map(({ id }: { id: string }) => id),
      [`${request}.0`, `${request}.1`],
    );
    assert.deepEqual(
      records.map(({ id, inputs, request: of }) => [id, inputs, of]),
      rows.map((row, index) => [`${request}.${index}`, row, request]),
    );
    const [first] = records;
    assert.ok(Math.abs(first!.score! - probability(rows[0]!)) < 1e-5);
    const { endpoint, variant, assignment, model, version, release, gateway, status, decision } = first!;
    assert.deepEqual(
      { endpoint, variant, assignment, model, version, release, gateway, status, decision },
      {
        endpoint: 'flight-delays',
        variant: '(direct)',
        assignment: 'direct',
        model: 'flight-delays',
        version: 1,
        release: wanted.release,
        gateway: 'predictor-1',
        status: 200,
        decision: null,
      },
    );
    assert.match(first!.releaseDigest!, /^sha256:/);
    assert.ok(first!.inferenceMs! > 0 && first!.latencyMs >= first!.inferenceMs!);
    assert.deepEqual(schemas, [
      {
        kind: 'schema',
        endpoint: 'flight-delays',
        features: [
          { name: 'distance', kind: 'number' },
          { name: 'hour', kind: 'number' },
          { name: 'origin', kind: 'category' },
        ],
      },
    ]);
  });

  it('in tensors is logged as rows, with the score also when it asks for another output', async (t) => {
    const { ask, records, probability, end } = await start();
    t.after(end);
    const path = '/v2/models/flight-delays/infer';
    const { json, headers } = await ask('POST', path, infer(2, ['logit']));
    assert.deepEqual(
      json.outputs.map(({ name }: { name: string }) => name),
      ['logit'],
    );
    assert.equal(headers.get('x-slipway-prediction-id'), records[0]!.id);
    const row = { distance: 2, hour: null, origin: 'ATL' };
    assert.deepEqual(records[0]!.inputs, row);
    assert.ok(Math.abs(records[0]!.score! - probability(row)) < 1e-5);
  });

  it('has an id that sorts by time, and keeps its trace', async (t) => {
    const { ask, records, end } = await start();
    t.after(end);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    await ask('POST', '/v1/predictions', { rows: [{}] }, { traceparent });
    await ask('POST', '/v2/models/flight-delays/infer', infer(1));
    assert.deepEqual(
      records.map(({ trace }) => trace),
      [trace, null],
    );
    const ids = records.map(({ id }) => id);
    assert.match(ids[0]!, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.deepEqual(ids, ids.toSorted());
  });

  it('is not answered when it cannot be logged', async (t) => {
    const { ask, state, end } = await start();
    t.after(end);
    state.full = true;
    const { status, json } = await ask('POST', '/v1/predictions', { rows: [{}] });
    assert.deepEqual([status, json.code], [503, 'INSUFFICIENT_SPACE']);
  });
});

describe('a request without a gateway that fails', () => {
  const rows = [{ distance: 1, origin: 'ATL' }, { hour: 3 }];

  it('is logged with its error, when its time is over', async (t) => {
    const { ask, records, end } = await start({ queue: { windowMs: 200 } });
    t.after(end);
    const { status } = await ask('POST', '/v1/predictions', { rows }, { 'x-slipway-timeout-ms': '20' });
    assert.equal(status, 504);
    assert.deepEqual(
      records.map(({ status, error, inputs, score, inferenceMs }) => [
        status,
        error,
        inputs,
        score,
        inferenceMs,
      ]),
      rows.map((row) => [504, 'TIMEOUT', row, null, null]),
    );
  });

  it('is logged with its error, when too many wait', async (t) => {
    const { ask, records, end } = await start({ queue: { windowMs: 200, maxWaiting: 1 } });
    t.after(end);
    const asked = [1, 2].map((distance) =>
      ask('POST', '/v2/models/flight-delays/infer', infer(distance)).then(({ status }) => status),
    );
    assert.deepEqual((await Promise.all(asked)).toSorted(), [200, 503]);
    const errors = records.map(({ status, error }) => `${status} ${error}`);
    assert.deepEqual(errors.toSorted(), ['200 null', '503 QUEUE_FULL']);
  });

  it('is answered and counted as dropped, when it cannot be logged', async (t) => {
    const { ask, counts, state, end } = await start({ queue: { windowMs: 200 } });
    t.after(end);
    state.full = true;
    const { json } = await ask('POST', '/v1/predictions', { rows }, { 'x-slipway-timeout-ms': '20' });
    assert.equal(json.code, 'TIMEOUT');
    assert.deepEqual(
      counts.map(({ answered, dropped }) => [answered, dropped]),
      [[2, 2]],
    );
  });

  it('through its own fault is not logged', async (t) => {
    const { ask, records, end } = await start();
    t.after(end);
    assert.equal((await ask('POST', '/v1/predictions', { rows: [{ distance: 'far' }] })).status, 400);
    assert.deepEqual(records, []);
  });
});

it('a request of a gateway is left to the gateway to log', async (t) => {
  const { ask, records, end } = await start();
  t.after(end);
  const gateway = { 'x-slipway-gateway': 'gateway' };
  const { json, headers } = await ask('POST', '/v1/predictions', { rows: [{}] }, gateway);
  assert.equal(headers.get('x-slipway-prediction-id'), null);
  assert.deepEqual(Object.keys(json.predictions[0]), ['score', 'scores']);
  await ask('POST', '/v2/models/flight-delays/infer', infer(1), gateway);
  assert.deepEqual(records, []);
});
