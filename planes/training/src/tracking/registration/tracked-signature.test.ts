import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TensorSpec } from '@slipway/contracts';
import { parseMlModel } from './mlmodel.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import { trackedSignature } from './tracked-signature.ts';

const tensor = (name: string, datatype: TensorSpec['datatype'], shape: number[]): TensorSpec => ({
  name,
  datatype,
  shape,
});

const GRAPH: OnnxGraph = {
  inputs: [tensor('species', 'BYTES', [-1, 1]), tensor('mass', 'FP32', [-1, 1])],
  outputs: [tensor('label', 'BYTES', [-1]), tensor('probabilities', 'FP32', [-1, 2])],
  others: [],
  classes: ['F', 'M'],
  externalData: false,
};
const COLUMNS = [
  { name: 'mass', type: 'double', required: false },
  { name: 'species', type: 'string', required: true },
];

const refused = (
  reason: RegExp,
  columns: Parameters<typeof trackedSignature>[0],
  graph: Partial<OnnxGraph> = {},
  hints = {},
) =>
  assert.throws(() => trackedSignature(columns, { ...GRAPH, ...graph }, hints), {
    code: 'TRACKED_MODEL_UNUSABLE',
    message: reason,
  });

describe('the signature of a tracked model', () => {
  it('has the columns of MLflow in the order of the graph, and the classes of its classifier', () => {
    assert.deepEqual(trackedSignature(COLUMNS, GRAPH, {}), {
      task: 'binary',
      features: [
        { name: 'species', kind: 'category', optional: false },
        { name: 'mass', kind: 'number', optional: true },
      ],
      layout: 'columns',
      inputs: GRAPH.inputs,
      outputs: GRAPH.outputs,
      score: 'probabilities',
      classes: ['F', 'M'],
    });
  });

  it('of a matrix keeps the order of the columns', () => {
    const numbers = ['a', 'b', 'c'].map((name) => ({ name, type: 'double', required: true }));
    const graph = {
      inputs: [tensor('X', 'FP32', [-1, 3])],
      outputs: [tensor('variable', 'FP32', [-1, 1])],
      classes: [],
    };
    const signature = trackedSignature(numbers, { ...GRAPH, ...graph }, {});
    assert.deepEqual([signature.layout, signature.task, signature.classes], ['matrix', 'regression', []]);
    refused(
      /column "b" is text/,
      numbers.map((column) => (column.name === 'b' ? { ...column, type: 'string' } : column)),
      graph,
    );
  });

  it('takes what the author adds', () => {
    const graph = { outputs: [tensor('p', 'FP32', [-1, 3]), tensor('q', 'FP32', [-1, 3])], classes: [] };
    refused(/which of its outputs "p", "q" is the score/, COLUMNS, graph);
    refused(/class labels are not known/, COLUMNS, graph, { score: 'q' });
    const signature = trackedSignature(
      COLUMNS,
      { ...GRAPH, ...graph },
      { score: 'q', classes: ['x', 'y', 'z'] },
    );
    assert.deepEqual(
      [signature.task, signature.score, signature.classes],
      ['multiclass', 'q', ['x', 'y', 'z']],
    );
  });

  it('says what is missing', () => {
    refused(/it has no signature/, null);
    refused(/names no columns/, [{ type: 'tensor', required: true }]);
    refused(/"body mass" cannot be the name of a feature/, [
      { name: 'body mass', type: 'double', required: true },
    ]);
    refused(/is of type datetime/, [{ name: 'born', type: 'datetime', required: true }]);
    refused(/takes "species", "mass", and its signature has the columns "mass"/, COLUMNS.slice(0, 1));
    refused(/"species" is a number/, [COLUMNS[0]!, { name: 'species', type: 'long', required: true }]);
    refused(/zipmap/, COLUMNS, { others: ['output_probability'] });
    refused(/save_as_external_data=False/, COLUMNS, { externalData: true });
    refused(/no output "other"/, COLUMNS, {}, { score: 'other' });
  });
});

describe('an MLmodel file', () => {
  it('is read for its flavour, its columns and what is added', () => {
    const model = parseMlModel(`
flavors:
  onnx: {data: model.onnx, onnx_version: 1.23.2}
  python_function: {python_version: 3.11.7}
metadata: {slipway: {task: binary, classes: [0, 1]}}
mlflow_version: 3.17.2
signature:
  inputs: '[{"type": "double", "name": "x", "required": true}]'
unknown: {anything: goes}
`);
    assert.deepEqual(model, {
      onnxFile: 'model.onnx',
      flavors: ['onnx', 'python_function'],
      columns: [{ type: 'double', name: 'x', required: true }],
      hints: { task: 'binary', classes: ['0', '1'] },
      environment: { mlflow: '3.17.2', python: '3.11.7', onnx: '1.23.2' },
    });
    assert.equal(parseMlModel('flavors: {sklearn: {}}').onnxFile, null);
    assert.equal(parseMlModel('{}').columns, null);
  });

  it('that cannot be understood is refused', () => {
    for (const text of [
      'flavors: [',
      'flavors: 3',
      'text',
      'signature: {inputs: "{"}',
      'metadata: {slipway: {tsk: binary}}',
    ])
      assert.throws(() => parseMlModel(text), { code: 'TRACKED_MODEL_UNUSABLE' }, text);
  });
});
