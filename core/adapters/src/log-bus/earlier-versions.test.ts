import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LogRecord, PredictionRecord } from '@slipway/contracts';
import { ByteWriter } from './byte-writer.ts';
import { HEADER_BYTES, sealFrame } from './frame.ts';
import { FrameBuffer } from './frame-buffer.ts';
import { samplePrediction } from './log-bus.suite.ts';
import { writeRow } from './row-bytes.ts';
import { CONSTANTS } from './row-constants.ts';
import { createSpoolReader } from './spool-reader.ts';

/** A row as the first version wrote it: whole, in a frame of its own, and without what came later. */
const firstVersionRow = (id: string): Partial<PredictionRecord> => {
  const { assigned, releaseDigest, rules, assignment, propensity, shadowOf, scores, ...early } =
    samplePrediction(id, { experiment: 'exp-1' });
  const { fallback, cached, weight, queueMs, inferenceMs, trace, ...row } = early;
  return row;
};

const segmentOf = async (directory: string, frames: readonly object[]): Promise<string> => {
  const buffer = new FrameBuffer();
  for (const frame of frames) buffer.add(JSON.stringify(frame));
  const path = join(directory, 'gateway-m1.1.0.0.aa-00000001.segment');
  await writeFile(path, buffer.bytes);
  return path;
};

const openDirectory = async (t: { after: (clean: () => Promise<void>) => void }) => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-spool-'));
  t.after(() => rm(directory, { recursive: true }));
  return { directory, reader: createSpoolReader({ directory }) };
};

test('a segment of the first version is read, completed with what it could not know, and counted', async (t) => {
  const { directory, reader } = await openDirectory(t);
  const schema: LogRecord = { kind: 'schema', endpoint: 'flights', features: [] };
  await segmentOf(directory, [schema, firstVersionRow('a'), firstVersionRow('b')]);
  const { waitingRecords, waitingAnswers, waitingCounts, oldestAt } = await reader.statistics();
  assert.deepEqual([waitingRecords, waitingAnswers, oldestAt], [2, 2, 1_700_000_000_000]);
  assert.deepEqual(waitingCounts, { answered: 2, sampledOut: 0, dropped: 0 });
  const [id] = await reader.sealed();
  const { records } = await reader.read(id!);
  const completed = (row: string) =>
    samplePrediction(row, {
      experiment: 'exp-1',
      assignment: 'experiment',
      releaseDigest: null,
      queueMs: null,
      inferenceMs: null,
    });
  assert.deepEqual(records.slice(0, 3), [schema, completed('a'), completed('b')]);
  assert.deepEqual(
    records.slice(3).map((record) => record.kind === 'count' && record.answered),
    [2],
  );
});

test('a segment of the second version is read and counted', async (t) => {
  const { directory, reader } = await openDirectory(t);
  const row = samplePrediction('req.1', { request: 'req', experiment: 'exp-1' });
  const constants = CONSTANTS.map((name) => row[name]);
  const { id, at, unit, inputs, score, scores, decision, threshold } = row;
  const { latencyMs, predictorMs, queueMs, inferenceMs, trace } = row;
  const values = [at, unit, inputs, score, scores, decision, threshold, latencyMs, predictorMs, queueMs];
  await segmentOf(directory, [
    { c: [2, 7, ...constants] },
    { p: [7, id, 1, ...values, inferenceMs, trace] },
    { p: [7, 'b', 0, ...values, inferenceMs, trace] },
  ]);
  const { waitingRecords, waitingAnswers, oldestAt } = await reader.statistics();
  assert.deepEqual([waitingRecords, waitingAnswers, oldestAt], [2, 2, at]);
  const [segment] = await reader.sealed();
  const { records } = await reader.read(segment!);
  assert.deepEqual(records.slice(0, 2), [row, { ...row, id: 'b', request: 'b' }]);
});

/** As the third version wrote its rows: each in a frame of its own, behind the mark of its version. */
const thirdVersionRow = (number: number, row: PredictionRecord): Buffer => {
  const out = new ByteWriter(64);
  out.skip(HEADER_BYTES);
  out.raw('{\u0001');
  writeRow(out, number, row);
  sealFrame(out.memory, { start: HEADER_BYTES, end: out.length });
  return Buffer.from(out.bytes);
};

test('a segment of the third version is read and counted', async (t) => {
  const { directory, reader } = await openDirectory(t);
  const row = samplePrediction('a', { experiment: 'exp-1' });
  const constants = CONSTANTS.map((name) => row[name]);
  const rows = [row, { ...row, id: 'b', request: 'b' }];
  const path = await segmentOf(directory, [{ c: [3, 7, ...constants, Object.keys(row.inputs)] }]);
  for (const written of rows) await appendFile(path, thirdVersionRow(7, written));
  const { waitingRecords, waitingAnswers, oldestAt } = await reader.statistics();
  assert.deepEqual([waitingRecords, waitingAnswers, oldestAt], [2, 2, row.at]);
  const [segment] = await reader.sealed();
  const { records } = await reader.read(segment!);
  assert.deepEqual(records.slice(0, 2), rows);
});

test('a segment of a later version waits for a reader that knows it', async (t) => {
  const { directory, reader } = await openDirectory(t);
  await segmentOf(directory, [{ c: [99, 0, 'flights'] }]);
  const [id] = await reader.sealed();
  await assert.rejects(reader.read(id!), { code: 'UNAVAILABLE', message: /format 99/ });
});
