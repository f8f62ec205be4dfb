import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlipwayError } from '@slipway/contracts';
import { parseJson } from './parse-json.ts';
import { decodePredictionRequest } from './prediction-request.ts';

describe('a JSON body', () => {
  it('is parsed from UTF-8', () => {
    assert.deepEqual(parseJson(Buffer.from('{"a":"é","b":"NaN"}')), { a: 'é', b: 'NaN' });
  });

  it('with a bare NaN or Infinity is refused with the way out', () => {
    for (const text of ['{"data":[1,NaN]}', '{"x": -Infinity}', '[Infinity]']) {
      assert.throws(
        () => parseJson(Buffer.from(text)),
        (error: SlipwayError) => {
          assert.match(error.message, /(NaN|-?Infinity) is not a JSON value; a missing number is null/);
          return error.code === 'INVALID_JSON';
        },
      );
    }
  });

  it('that is broken, empty or not UTF-8 is refused without repeating its content', () => {
    for (const bytes of [
      Buffer.from('{"secret":'),
      Buffer.from('{"secret"x}'),
      Buffer.alloc(0),
      Buffer.from([0x22, 0xff, 0x22]),
    ]) {
      assert.throws(
        () => parseJson(bytes),
        (error: SlipwayError) => {
          assert.doesNotMatch(error.message, /secret/);
          return error.code === 'INVALID_JSON';
        },
      );
    }
  });
});

describe('a prediction request', () => {
  it('has rows and maybe a unit', () => {
    assert.deepEqual(decodePredictionRequest({ rows: [{ a: 1 }] }), { rows: [{ a: 1 }] });
    assert.deepEqual(decodePredictionRequest({ rows: [{}], unit: 'ATL-JFK' }), {
      rows: [{}],
      unit: 'ATL-JFK',
    });
  });

  const table: [unknown, string | undefined][] = [
    [null, undefined],
    [[{ a: 1 }], undefined],
    [{}, 'rows'],
    [{ rows: [] }, 'rows'],
    [{ rows: {} }, 'rows'],
    [{ rows: [{}], unit: '' }, 'unit'],
    [{ rows: [{}], unit: 5 }, 'unit'],
    [{ rows: [{}], unit: 'x'.repeat(501) }, 'unit'],
    [{ rows: [{}], instances: [] }, 'instances'],
  ];
  for (const [body, field] of table) {
    it(`is refused as ${JSON.stringify(body).slice(0, 40)}`, () => {
      assert.throws(
        () => decodePredictionRequest(body),
        (error: SlipwayError) => error.code === 'INVALID_REQUEST' && error.field === field,
      );
    });
  }
});
