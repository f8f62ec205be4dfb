import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ModelSignature, type Row, type SlipwayError } from '@slipway/contracts';
import fc from 'fast-check';
import { rowsToTensors } from './rows-to-tensors.ts';
import { tensorsToRows } from './tensors-to-rows.ts';

const columns = ModelSignature.parse({
  task: 'binary',
  layout: 'columns',
  features: [
    { name: 'distance', kind: 'number' },
    { name: 'wind', kind: 'number', optional: true },
    { name: 'seats', kind: 'number' },
    { name: 'origin', kind: 'category' },
    { name: 'carrier', kind: 'category', optional: true },
    { name: 'holiday', kind: 'boolean' },
  ],
  inputs: [
    { name: 'distance', datatype: 'FP32', shape: [-1, 1] },
    { name: 'wind', datatype: 'FP64', shape: [-1, 1] },
    { name: 'seats', datatype: 'INT64', shape: [-1, 1] },
    { name: 'origin', datatype: 'BYTES', shape: [-1, 1] },
    { name: 'carrier', datatype: 'BYTES', shape: [-1] },
    { name: 'holiday', datatype: 'BOOL', shape: [-1, 1] },
  ],
  outputs: [{ name: 'score', datatype: 'FP32', shape: [-1, 1] }],
  score: 'score',
  classes: ['0', '1'],
});

const matrix = ModelSignature.parse({
  ...columns,
  layout: 'matrix',
  features: [
    { name: 'a', kind: 'number', optional: true },
    { name: 'b', kind: 'number', optional: true },
    { name: 'c', kind: 'boolean' },
  ],
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
});

const good = { distance: 100, wind: 3.5, seats: 180, origin: 'ATL', carrier: 'DL', holiday: false };
const refused = (
  rows: unknown[],
  signature = columns,
): Pick<SlipwayError, 'code' | 'field' | 'message' | 'kind'> => {
  try {
    rowsToTensors(signature, rows as Row[]);
  } catch (error) {
    return error as SlipwayError;
  }
  return assert.fail('was not refused');
};

describe('rows to tensors', () => {
  it('layout columns makes one typed tensor per feature', () => {
    const tensors = rowsToTensors(columns, [good, { ...good, distance: 200, seats: 90, holiday: true }]);
    assert.deepEqual(
      tensors.map(({ name, shape, data }) => [name, shape, data]),
      [
        ['distance', [2, 1], Float32Array.of(100, 200)],
        ['wind', [2, 1], Float64Array.of(3.5, 3.5)],
        ['seats', [2, 1], BigInt64Array.of(180n, 90n)],
        ['origin', [2, 1], ['ATL', 'ATL']],
        ['carrier', [2], ['DL', 'DL']],
        ['holiday', [2, 1], Uint8Array.of(0, 1)],
      ],
    );
  });

  it('layout matrix makes one tensor, row-major', () => {
    const [tensor] = rowsToTensors(matrix, [
      { a: 1, b: 2, c: true },
      { b: 4, c: false },
    ]);
    assert.deepEqual(tensor!.shape, [2, 3]);
    assert.deepEqual(tensor!.data, Float32Array.of(1, 2, 1, Number.NaN, 4, 0));
  });

  it('missing values of optional features are NaN and the empty string, however they are missing', () => {
    for (const missing of [
      { wind: null, carrier: null },
      { wind: undefined, carrier: undefined },
      { wind: Number.NaN },
    ]) {
      const { wind: _wind, carrier: _carrier, ...rest } = good;
      const tensors = rowsToTensors(columns, [{ ...rest, ...missing } as unknown as Row]);
      assert.deepEqual(tensors[1]!.data, Float64Array.of(Number.NaN));
      assert.deepEqual(tensors[4]!.data, ['']);
    }
  });

  it('missing values of features with a default become it, in every kind', () => {
    const defaults: Record<string, string | number | boolean> = {
      distance: 250,
      wind: -1.5,
      seats: 90,
      origin: 'JFK',
      carrier: '',
      holiday: true,
    };
    const signature = ModelSignature.parse({
      ...columns,
      features: columns.features.map((feature) => ({ ...feature, default: defaults[feature.name] })),
    });
    const tensors = rowsToTensors(signature, [
      {},
      { ...good, distance: null, wind: Number.NaN },
      Object.fromEntries(columns.features.map(({ name }) => [name, null])),
    ]);
    assert.deepEqual(
      tensors.map(({ data }) => [...(data as Iterable<unknown>)]),
      [
        [250, 250, 250],
        [-1.5, -1.5, -1.5],
        [90n, 180n, 90n],
        ['JFK', 'ATL', 'JFK'],
        ['', 'DL', ''],
        [1, 0, 1],
      ],
    );
    assert.equal(refused([{ origin: 7 }], signature).code, 'FEATURE_TYPE');
  });

  const table: [string, Record<string, unknown>, string, string][] = [
    ['absent', { distance: undefined }, 'FEATURE_MISSING', 'distance'],
    ['null', { distance: null }, 'FEATURE_MISSING', 'distance'],
    ['text for a number', { distance: '100' }, 'FEATURE_TYPE', 'distance'],
    ['text for an optional number', { wind: 'strong' }, 'FEATURE_TYPE', 'wind'],
    ['NaN', { distance: Number.NaN }, 'FEATURE_TYPE', 'distance'],
    ['infinity', { distance: Number.POSITIVE_INFINITY }, 'FEATURE_TYPE', 'distance'],
    ['infinity where missing is allowed', { wind: Number.NEGATIVE_INFINITY }, 'FEATURE_TYPE', 'wind'],
    ['more than FP32 holds', { distance: 1e39 }, 'FEATURE_TYPE', 'distance'],
    ['a fraction for an integer', { seats: 1.5 }, 'FEATURE_TYPE', 'seats'],
    ['an integer that JSON cannot say exactly', { seats: 2 ** 53 }, 'FEATURE_TYPE', 'seats'],
    ['a number for text', { origin: 7 }, 'FEATURE_TYPE', 'origin'],
    ['a list', { origin: ['ATL'] }, 'FEATURE_TYPE', 'origin'],
    ['an object', { distance: {} }, 'FEATURE_TYPE', 'distance'],
    ['1 for true', { holiday: 1 }, 'FEATURE_TYPE', 'holiday'],
    ['null for true or false', { holiday: null }, 'FEATURE_MISSING', 'holiday'],
    ['an unknown feature', { destination: 'JFK' }, 'FEATURE_UNKNOWN', 'destination'],
    ['an unknown feature that is null', { destination: null }, 'FEATURE_UNKNOWN', 'destination'],
  ];
  for (const [what, change, code, feature] of table) {
    it(`refuses ${what} and names the row and the feature`, () => {
      const error = refused([good, good, good, { ...good, ...change }]);
      assert.equal(error.code, code);
      assert.equal(error.field, `rows[3].${feature}`);
      assert.match(error.message, /row 3/);
      assert.equal(error.kind, 'invalid');
    });
  }

  it('refuses what is no row', () => {
    for (const row of [null, 5, 'row', [1], true, undefined]) {
      const error = refused([good, row]);
      assert.equal(error.code, 'INVALID_REQUEST');
      assert.equal(error.field, 'rows[1]');
    }
  });

  it('takes nothing from the prototype of a row, and refuses keys that aim at it', () => {
    const signature = ModelSignature.parse({
      ...matrix,
      features: ['constructor', 'toString', 'c'].map((name) => ({ name, kind: 'number' })),
    });
    assert.equal(refused([{ c: 1 }], signature).code, 'FEATURE_MISSING');
    assert.equal(
      refused([JSON.parse('{"a":1,"b":1,"c":true,"__proto__":1}')], matrix).code,
      'FEATURE_UNKNOWN',
    );
  });

  it('says why a number does not fit', () => {
    assert.match(refused([{ ...good, seats: 0.5 }]).message, /must be an integer .*, not a fraction/);
    assert.match(refused([{ ...good, origin: 0.5 }]).message, /must be text, not a number/);
  });
});

describe('tensors to rows', () => {
  it('gives the rows back, with null for what was missing', () => {
    const rows = [good, { ...good, wind: null, carrier: null, holiday: true }];
    assert.deepEqual(tensorsToRows(columns, rowsToTensors(columns, rows)), rows);
    const numbers = [{ a: 1, b: null, c: true }];
    assert.deepEqual(tensorsToRows(matrix, rowsToTensors(matrix, numbers)), numbers);
  });

  it('gives any valid rows back', () => {
    const row = fc.record(
      {
        distance: fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        wind: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
        seats: fc.maxSafeInteger(),
        origin: fc.string(),
        carrier: fc.option(fc.string({ minLength: 1 })),
        holiday: fc.boolean(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        assert.deepEqual(tensorsToRows(columns, rowsToTensors(columns, rows)), rows);
      }),
    );
  });
});
