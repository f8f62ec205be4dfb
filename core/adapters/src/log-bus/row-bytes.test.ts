import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PredictionRecord } from '@slipway/contracts';
import fc from 'fast-check';
import { scanFrames } from './frame.ts';
import { FrameBuffer } from './frame-buffer.ts';
import { samplePrediction } from './log-bus.suite.ts';
import { writeRow } from './row-bytes.ts';
import { ConstantsTable } from './row-constants.ts';
import { constantsFrame } from './row-frame.ts';
import { segmentRecords } from './segment-records.ts';

/** What a segment with this row gives back. */
const throughSegment = (row: PredictionRecord) => {
  const constants = new ConstantsTable().of(row);
  const buffer = new FrameBuffer();
  buffer.add(constantsFrame(constants));
  writeRow(buffer.beginRow(), constants.number, row);
  buffer.endRow();
  const bytes = Buffer.from(buffer.bytes);
  return segmentRecords(bytes, scanFrames(bytes).frames).records[0];
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ minLength: 60, maxLength: 70 }),
  fc.string({ minLength: 250, maxLength: 300 }),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
/** Names of inputs come from signatures; `__proto__` is none that an object literal could carry. */
const name = text.filter((candidate) => candidate !== '__proto__');

const row = fc
  .record({
    id: text,
    request: text,
    at: fc.integer({ min: 0, max: 8e15 }),
    unit: orNull(text),
    inputs: fc.dictionary(name, fc.oneof(number, text, fc.boolean(), fc.constant(null)), {
      noNullPrototype: true,
    }),
    score: orNull(number),
    scores: orNull(fc.array(number)),
    decision: orNull(text),
    threshold: orNull(number),
    latencyMs: number,
    predictorMs: orNull(number),
    queueMs: orNull(number),
    inferenceMs: orNull(number),
    trace: orNull(text),
  })
  .map(({ id, ...fields }) => samplePrediction(id, fields));

test('a row comes back as it was written, whatever it holds', () => {
  fc.assert(
    fc.property(row, (written) => assert.deepStrictEqual(throughSegment(written), written)),
    { numRuns: 500 },
  );
});

test('the request of a row is its own id, the id up to its last dot, or another text', () => {
  for (const request of ['a.1', 'a', 'b', 'a.', '', 'a.1.2'])
    assert.equal((throughSegment(samplePrediction('a.1', { request })) as PredictionRecord).request, request);
});

test('what is no number in JSON is missing', () => {
  const written = samplePrediction('a', { inputs: { x: Number.NaN, y: 1 }, score: Number.POSITIVE_INFINITY });
  const { inputs, score } = throughSegment(written) as PredictionRecord;
  assert.deepEqual([inputs, score], [{ x: null, y: 1 }, null]);
});

test('half of a surrogate pair becomes the replacement character', () => {
  const { unit } = throughSegment(samplePrediction('a', { unit: '\ud800x' })) as PredictionRecord;
  assert.equal(unit, '\ufffdx');
});
