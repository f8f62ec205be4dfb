import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIGNATURE } from '../fixtures/foreign-server.ts';
import { metadataProblem } from './metadata-problem.ts';

const [x] = SIGNATURE.inputs;
const [y] = SIGNATURE.outputs;
const problem = (inputs: unknown, outputs: unknown) =>
  metadataProblem(SIGNATURE, { name: 'm', platform: 'p', inputs, outputs, extra: 1 });

test('the table of what a server may tell', () => {
  const table: [unknown, unknown, RegExp | null][] = [
    [[x], [y], null],
    [
      [{ ...x, parameters: {} }],
      [
        { ...y, shape: [4, 1] },
        { name: 'z', datatype: 'BF16', shape: [] },
      ],
      null,
    ],
    [[x, { name: 'z', datatype: 'FP32', shape: [-1] }], [y], /wants the input "z"/],
    [[], [y], /no input "x"/],
    [[x], [], /no output "y"/],
    [[{ ...x, datatype: 'INT64' }], [y], /"x" is INT64, not FP32/],
    [[{ ...x, shape: [-1, 2] }], [y], /"x" has shape \[-1, 2\], not \[-1, 1\]/],
    [[x], [{ ...y, shape: [-1] }], /"y" has shape/],
    [[{ name: 'x' }], [y], /not that of the Open Inference Protocol/],
    ['x', [y], /not that of the Open Inference Protocol/],
  ];
  for (const [inputs, outputs, expected] of table) {
    const found = problem(inputs, outputs);
    if (expected === null) assert.equal(found, null);
    else assert.match(found ?? 'nothing', expected);
  }
  assert.match(metadataProblem(SIGNATURE, null) ?? '', /metadata/);
});
