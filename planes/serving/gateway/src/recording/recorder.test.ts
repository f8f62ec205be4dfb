import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CountRecord,
  type OutcomeRecord,
  type PredictionRecord,
  type SchemaRecord,
  SlipwayError,
} from '@slipway/contracts';
import type { LogWriter } from '@slipway/platform';
import { answer, requestOn, routeWith } from './fixtures/recorded.ts';
import { Recorder } from './recorder.ts';
import { createStatistics } from './statistics.ts';

/** A recorder before a log that keeps what it gets, or refuses rows while it is full. */
const record = () => {
  const rows: PredictionRecord[] = [];
  const counts: CountRecord[] = [];
  const schemas: SchemaRecord[] = [];
  const state = { full: false };
  const log: LogWriter = {
    declare: (schema) => schemas.push(schema),
    append: async (records: readonly (PredictionRecord | OutcomeRecord | CountRecord)[]) => {
      if (state.full && records.some(({ kind }) => kind === 'prediction'))
        throw new SlipwayError('INSUFFICIENT_SPACE', { directory: 'spool' });
      for (const each of records) {
        if (each.kind === 'prediction') rows.push(each);
        if (each.kind === 'count') counts.push(each);
      }
    },
    close: async () => undefined,
  };
  const statistics = createStatistics();
  let keys = 0;
  const hashKey = () => {
    keys += 1;
    return Buffer.alloc(32, 7);
  };
  const clock = { now: () => 42 };
  const recorder = new Recorder({ gateway: 'g', log, statistics, hashKey, clock });
  return { recorder, rows, counts, schemas, statistics, state, keysAsked: () => keys };
};

test('a row says who answered, who was to, why, under which parameters and how fast', async () => {
  const { recorder, rows, schemas, keysAsked } = record();
  const recorded = requestOn(routeWith());
  await recorder.record(recorded, [
    answer({ rules: ['cap'] }),
    answer({ scores: [0.1, 0.2, 0.7], cached: true }),
  ]);
  assert.deepEqual(rows[0], {
    kind: 'prediction',
    id: 'r.0',
    request: 'r',
    at: 1_700_000_000_000,
    endpoint: 'flights',
    variant: 'champion',
    assigned: 'champion',
    experiment: 'exp-1',
    model: 'delays',
    version: 3,
    release: 'delays-3-1',
    releaseDigest: 'sha256:aa',
    parametersRevision: 7,
    rules: ['cap'],
    assignment: 'experiment',
    propensity: 0.5,
    shadowOf: null,
    unit: 'u-1',
    inputs: { distance: 337, origin: 'SFO', weekend: null },
    score: 0.25,
    scores: null,
    decision: '0',
    threshold: 0.5,
    status: 200,
    error: null,
    fallback: null,
    cached: false,
    weight: 1,
    latencyMs: 1.235,
    predictorMs: 0.8,
    queueMs: null,
    inferenceMs: 0.5,
    trace: null,
    gateway: 'g',
  });
  assert.deepEqual(rows[1]?.scores, [0.1, 0.2, 0.7], 'a multiclass answer keeps its scores');
  assert.deepEqual(
    schemas.map(({ features }) => features.map(({ name, kind }) => `${name} ${kind}`)),
    [['distance number', 'origin category', 'weekend boolean']],
  );
  await recorder.record(recorded, [answer(), answer()]);
  assert.equal(schemas.length, 1, 'once per route');
  assert.equal(keysAsked(), 0);
});

test('sampling: the rows of a request together, the same whoever asks, each with its weight; the others are counted', async () => {
  const { recorder, rows, counts, statistics } = record();
  const route = routeWith({ sampling: 0.25 });
  const requests = Array.from({ length: 4000 }, (_, index) => `01936b7e-1c2d-7abc-8def-${index}`);
  for (const request of requests) {
    await recorder.record(requestOn(route, request), [answer(), answer()]);
    await recorder.record(requestOn(route, request), [answer({ shadowOf: 'champion' })]);
  }
  const logged = new Set(rows.map(({ request }) => request));
  assert.ok(logged.size > 880 && logged.size < 1120, `${logged.size} of 4000`);
  assert.equal(rows.length, logged.size * 3, 'a shadow is logged with its answer');
  assert.ok(rows.every(({ weight }) => weight === 4));
  const sampledOut = (requests.length - logged.size) * 2;
  assert.equal(
    counts.reduce((sum, count) => sum + count.sampledOut, 0),
    sampledOut,
  );
  assert.deepEqual(counts[0], {
    kind: 'count',
    at: 42,
    gateway: 'g',
    endpoint: 'flights',
    answered: 2,
    sampledOut: 2,
    dropped: 0,
  });
  assert.deepEqual([statistics.loggedRows, statistics.sampledOutRows], [rows.length, sampledOut]);
  const nothing = record();
  await nothing.recorder.record(requestOn(routeWith({ sampling: 0 })), [answer(), answer()]);
  assert.deepEqual([nothing.rows.length, nothing.counts.length], [0, 1]);
});

test('units and features are hashed or dropped as the endpoint says, and the schema says it too', async () => {
  const hashed = record();
  const redact = { distance: 'hashed', origin: 'dropped', weekend: 'hashed' } as const;
  await hashed.recorder.record(requestOn(routeWith({ unit: 'hashed', redact })), [answer(), answer()]);
  const [first, second] = hashed.rows;
  assert.match(first?.unit ?? '', /^[\w-]{43}$/);
  assert.equal(first?.unit, second?.unit);
  assert.equal(hashed.keysAsked(), 1);
  assert.match(String(first?.inputs.distance), /^[\w-]{43}$/);
  assert.equal(first?.inputs.distance, second?.inputs.distance);
  assert.deepEqual(Object.keys(first?.inputs ?? {}), ['distance', 'weekend']);
  assert.equal(first?.inputs.weekend, null, 'a missing value stays one');
  assert.deepEqual(Object.keys(second?.inputs ?? {}), ['distance']);
  assert.deepEqual(
    hashed.schemas[0]?.features.map(({ name, kind }) => `${name} ${kind}`),
    ['distance category', 'weekend category'],
  );
  const dropped = record();
  await dropped.recorder.record(requestOn(routeWith({ unit: 'dropped', level: 'outputs' })), [
    answer(),
    answer(),
  ]);
  assert.deepEqual([dropped.rows[0]?.unit, dropped.rows[0]?.inputs, dropped.schemas], [null, {}, []]);
});

test('what the client sent is not changed by redaction', async () => {
  const { recorder } = record();
  const recorded = requestOn(routeWith({ redact: { origin: 'dropped' } }));
  await recorder.record(recorded, [answer(), answer()]);
  assert.equal(recorded.rows[0]?.origin, 'SFO');
});

test('a log that refuses: the answer is refused; an error that goes out all the same is counted as dropped', async () => {
  const { recorder, counts, statistics, state } = record();
  state.full = true;
  const recorded = requestOn(routeWith());
  await assert.rejects(async () => recorder.record(recorded, [answer(), answer()]), {
    code: 'INSUFFICIENT_SPACE',
  });
  assert.deepEqual(counts, []);
  await recorder.recordOrCount(recorded, [answer({ status: 503 }), answer({ status: 503 })]);
  await recorder.recordOrCount(recorded, [answer({ shadowOf: 'champion' })]);
  assert.deepEqual(
    counts.map(({ answered, sampledOut, dropped }) => [answered, sampledOut, dropped]),
    [[2, 0, 2]],
  );
  assert.deepEqual([statistics.loggedRows, statistics.unloggedRows], [0, 3]);
});
