import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogRecord, OutcomeRecord, PredictionRecord, SchemaRecord } from '@slipway/contracts';
import type { LogReader, LogWriter } from '@slipway/platform';

/** A log bus of its own for one test. */
export interface LogBusUnderTest {
  /** A writer that seals after `segmentSeconds` (default: never within a test) or `segmentBytes`. */
  writer(gateway: string, limits?: { segmentSeconds?: number; segmentBytes?: number }): LogWriter;
  /** A reader as a restarted recorder would open it. */
  reader(): LogReader;
  close(): Promise<void>;
}

export const samplePrediction = (id: string, changes: Partial<PredictionRecord> = {}): PredictionRecord => ({
  kind: 'prediction',
  id,
  request: id,
  at: 1_700_000_000_000,
  endpoint: 'flights',
  variant: 'champion',
  assigned: 'champion',
  experiment: null,
  model: 'delays',
  version: 1,
  release: 'delays-1-1',
  releaseDigest: 'sha256:5f2c',
  parametersRevision: 0,
  rules: [],
  assignment: 'active',
  propensity: null,
  shadowOf: null,
  unit: null,
  inputs: { origin: 'ATL', distance: 550, weekend: false, carrier: null },
  score: 0.25,
  scores: null,
  decision: '0',
  threshold: 0.5,
  status: 200,
  error: null,
  fallback: null,
  cached: false,
  weight: 1,
  latencyMs: 1.5,
  predictorMs: 1,
  queueMs: 0.1,
  inferenceMs: 0.5,
  trace: null,
  gateway: 'gateway',
  ...changes,
});

const outcome: OutcomeRecord = {
  kind: 'outcome',
  prediction: 'a',
  label: 'true',
  value: 1,
  at: 1_700_000_000_500,
  receivedAt: 1_700_000_001_000,
  gateway: 'gateway',
};

const schema: SchemaRecord = {
  kind: 'schema',
  endpoint: 'flights',
  features: [{ name: 'origin', kind: 'category' }],
};

const withoutCounts = (records: readonly LogRecord[] = []) => records.filter(({ kind }) => kind !== 'count');

const readAll = async (reader: LogReader) => {
  const segments = [];
  for (const id of await reader.sealed()) segments.push(await reader.read(id));
  return segments;
};

const idsIn = async (reader: LogReader): Promise<string[]> =>
  (await readAll(reader)).flatMap(({ records }) =>
    records.flatMap((record) => (record.kind === 'prediction' ? [record.id] : [])),
  );

/** What every log bus promises to the gateway and the recorder. */
export const logBusSuite = (name: string, open: () => Promise<LogBusUnderTest>): void => {
  const promise = (title: string, check: (bus: LogBusUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const bus = await open();
      try {
        await check(bus);
      } finally {
        await bus.close();
      }
    });

  promise('what is appended is delivered as it was, after its schema', async (bus) => {
    const writer = bus.writer('gateway');
    writer.declare(schema);
    const unusual = samplePrediction('ü-🛫', {
      inputs: { origin: 'a "quoted"\nline \u0000 日本' },
      score: null,
    });
    await writer.append([samplePrediction('a'), unusual]);
    await writer.append([outcome]);
    await writer.close();
    const [segment, ...others] = await readAll(bus.reader());
    assert.deepEqual(others, []);
    assert.deepEqual(withoutCounts(segment?.records), [schema, samplePrediction('a'), unusual, outcome]);
    assert.equal(segment?.damagedAt, null);
  });

  promise(
    'a schema is repeated in each segment with rows of its endpoint, once, and the last one declared counts',
    async (bus) => {
      const writer = bus.writer('gateway', { segmentBytes: 1 });
      const other = { ...schema, endpoint: 'other' };
      const later: SchemaRecord = { ...schema, features: [{ name: 'origin', kind: 'number' }] };
      writer.declare(schema);
      writer.declare({ ...schema, endpoint: 'never asked' });
      await writer.append([samplePrediction('a')]);
      writer.declare(schema);
      writer.declare(other);
      await writer.append([samplePrediction('b'), samplePrediction('c', { endpoint: 'other' })]);
      writer.declare(later);
      await writer.append([samplePrediction('d')]);
      await writer.close();
      const schemas = (await readAll(bus.reader())).map(({ records }) =>
        records.filter(({ kind }) => kind === 'schema'),
      );
      assert.deepEqual(schemas, [[schema], [schema, other], [later]]);
    },
  );

  promise('segments come oldest first and again until they are acknowledged', async (bus) => {
    const writer = bus.writer('gateway', { segmentBytes: 1 });
    const ids = Array.from({ length: 12 }, (_, index) => `p${index}`);
    for (const id of ids) await writer.append([samplePrediction(id)]);
    await writer.close();
    assert.deepEqual(await idsIn(bus.reader()), ids);
    const reader = bus.reader();
    const [first] = await reader.sealed();
    await reader.acknowledge(first!);
    await reader.acknowledge(first!);
    assert.deepEqual(await idsIn(bus.reader()), ids.slice(1));
    await assert.rejects(reader.read(first!), { code: 'NOT_FOUND' });
  });

  promise('appends that come together keep their order and are all kept', async (bus) => {
    const writer = bus.writer('gateway');
    const ids = Array.from({ length: 2000 }, (_, index) => `p${index}`);
    await Promise.all(ids.map((id) => writer.append([samplePrediction(id)])));
    await writer.close();
    assert.deepEqual(await idsIn(bus.reader()), ids);
  });

  promise('a segment is sealed at its age while its writer goes on', async (bus) => {
    const writer = bus.writer('gateway', { segmentSeconds: 0.05 });
    await writer.append([samplePrediction('a')]);
    const reader = bus.reader();
    for (let tries = 0; tries < 200 && (await reader.sealed()).length === 0; tries++) await sleep(10);
    assert.deepEqual(await idsIn(reader), ['a']);
    await writer.append([samplePrediction('b')]);
    await writer.close();
    assert.deepEqual(await idsIn(reader), ['a', 'b']);
  });

  promise('what a living writer has open is neither delivered nor disturbed', async (bus) => {
    const writer = bus.writer('gateway');
    await writer.append([samplePrediction('a')]);
    assert.deepEqual(await bus.reader().sealed(), []);
    await writer.append([samplePrediction('b')]);
    await writer.close();
    assert.deepEqual(await idsIn(bus.reader()), ['a', 'b']);
  });

  promise('several writers, also of one name, never share a segment', async (bus) => {
    const writers = ['one', 'one', 'two-2'].map((gateway) => bus.writer(gateway));
    await Promise.all(writers.map((writer, index) => writer.append([samplePrediction(`p${index}`)])));
    await Promise.all(writers.map((writer) => writer.close()));
    assert.equal((await bus.reader().sealed()).length, 3);
    assert.deepEqual((await idsIn(bus.reader())).sort(), ['p0', 'p1', 'p2']);
  });

  promise('the statistics count what waits, open segments included, and from when', async (bus) => {
    const reader = bus.reader();
    const nothing = {
      waitingRecords: 0,
      waitingAnswers: 0,
      waitingCounts: { answered: 0, sampledOut: 0, dropped: 0 },
      quarantinedSegments: 0,
      droppedRecords: 0,
      oldestAt: null,
    };
    assert.deepEqual(await reader.statistics(), nothing);
    const writer = bus.writer('gateway', { segmentBytes: 1 });
    writer.declare(schema);
    await writer.append([outcome, samplePrediction('b')]);
    const open = bus.writer('gateway');
    await open.append([samplePrediction('c', { at: 1_700_000_000_900 })]);
    await writer.close();
    const expected = {
      ...nothing,
      waitingRecords: 3,
      waitingAnswers: 2,
      waitingCounts: { answered: 2, sampledOut: 0, dropped: 0 },
      oldestAt: 1_700_000_000_900,
    };
    assert.deepEqual(await reader.statistics(), expected);
    await open.close();
    for (const id of await reader.sealed()) await reader.acknowledge(id);
    assert.deepEqual(await reader.statistics(), nothing);
  });

  promise('rows that differ in every part come back as they were', async (bus) => {
    const writer = bus.writer('gateway');
    const rows = [
      samplePrediction('r.0', { request: 'r', rules: ['night', 'cap'], assignment: 'rule' }),
      samplePrediction('r.1', { request: 'r', scores: [0.2, 0.5, 0.3], decision: 'late', unit: 'u' }),
      samplePrediction('r.1', { request: 'r', variant: 'shadow', shadowOf: 'champion', propensity: 0.1 }),
      samplePrediction('x.1.2', { request: 'x.1', trace: '4bf92f3577b34da6a3ce929d0e0e4736' }),
      samplePrediction('y', { request: 'another', fallback: 'variant', variant: 'b', cached: true }),
      samplePrediction('z', { status: 503, error: 'NO_PREDICTOR', score: null, weight: 4, gateway: 'two' }),
      samplePrediction('r.2', { request: 'r', rules: ['night', 'cap'], assignment: 'rule' }),
    ];
    await writer.append(rows);
    await writer.close();
    const [segment] = await readAll(bus.reader());
    assert.deepEqual(withoutCounts(segment?.records), rows);
  });

  promise('a segment counts its answers, and what was answered without a row', async (bus) => {
    const writer = bus.writer('gateway');
    const count = { kind: 'count', at: 1, gateway: 'gateway', endpoint: 'flights' } as const;
    await writer.append([
      samplePrediction('a'),
      samplePrediction('a', { variant: 's', shadowOf: 'champion' }),
    ]);
    await writer.append([{ ...count, answered: 5, sampledOut: 5, dropped: 0 }, samplePrediction('b')]);
    await writer.append([{ ...count, answered: 1, sampledOut: 0, dropped: 1 }]);
    const reader = bus.reader();
    const expected = { answered: 8, sampledOut: 5, dropped: 1 };
    const open = await reader.statistics();
    assert.deepEqual([open.waitingRecords, open.waitingAnswers, open.waitingCounts], [3, 2, expected]);
    await writer.close();
    const sealed = await reader.statistics();
    assert.deepEqual([sealed.waitingRecords, sealed.waitingAnswers, sealed.waitingCounts], [3, 2, expected]);
    const [segment] = await readAll(reader);
    const sums = { answered: 0, sampledOut: 0, dropped: 0 };
    for (const record of segment?.records ?? []) {
      if (record.kind !== 'count') continue;
      sums.answered += record.answered;
      sums.sampledOut += record.sampledOut;
      sums.dropped += record.dropped;
    }
    assert.deepEqual(sums, expected);
  });

  promise('a segment that is set aside is not delivered again', async (bus) => {
    const writer = bus.writer('gateway');
    await writer.append([samplePrediction('a')]);
    await writer.close();
    const reader = bus.reader();
    const [id] = await reader.sealed();
    await reader.quarantine(id!);
    await reader.quarantine(id!);
    assert.deepEqual(await reader.sealed(), []);
    const { waitingRecords, quarantinedSegments } = await reader.statistics();
    assert.deepEqual({ waitingRecords, quarantinedSegments }, { waitingRecords: 0, quarantinedSegments: 1 });
  });

  promise('a closed writer takes nothing, and closing twice is one close', async (bus) => {
    const writer = bus.writer('gateway');
    await writer.close();
    await writer.close();
    await assert.rejects(async () => writer.append([samplePrediction('a')]), { code: 'UNAVAILABLE' });
    assert.deepEqual(await bus.reader().sealed(), []);
  });
};
