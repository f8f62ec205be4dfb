import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';
import { joinTensors, partTensors } from './join-tensors.ts';
import type { Tensor } from './tensor.ts';

const request = (rows: readonly (readonly [number, string])[]): Tensor[] => [
  {
    name: 'x',
    datatype: 'FP64',
    shape: [rows.length, 2],
    data: Float64Array.from(rows.flatMap(([x]) => [x, -x])),
  },
  {
    name: 'n',
    datatype: 'INT64',
    shape: [rows.length],
    data: BigInt64Array.from(rows.map(([x]) => BigInt(x))),
  },
  { name: 's', datatype: 'BYTES', shape: [rows.length, 1], data: rows.map(([, text]) => text) },
];

describe('joined tensors', () => {
  it('part into what was joined, whatever the sizes', () => {
    const rows = fc.array(fc.tuple(fc.integer(), fc.string()), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 6 }), (requests) => {
        const parts = requests.map(request);
        const joined = joinTensors(parts);
        assert.deepEqual(joined, request(requests.flat()));
        assert.deepEqual(
          partTensors(
            joined,
            requests.map(({ length }) => length),
          ),
          parts,
        );
      }),
    );
  });

  it('refuse outputs that are not one row per row', () => {
    assert.throws(() => partTensors(request([[1, 'a']]), [1, 1]), { code: 'MODEL_INVALID' });
  });
});
