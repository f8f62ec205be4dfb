import { type ModelSignature, SlipwayError, type TensorSpec } from '@slipway/contracts';
import type { InferenceSession } from 'onnxruntime-node';
import { datatypeOf } from './runtime-tensor.ts';

type Side = readonly InferenceSession.ValueMetadata[];

/**
 * Throws MODEL_INVALID unless the graph takes exactly the inputs of the signature and gives at least its outputs, with the
 * same element types and dimensions.
 */
export const assertGraphFits = (signature: ModelSignature, inputs: Side, outputs: Side): void => {
  for (const spec of signature.inputs) assertTensorFits('input', spec, inputs);
  for (const spec of signature.outputs) assertTensorFits('output', spec, outputs);
  const named = new Set(signature.inputs.map(({ name }) => name));
  const extra = inputs.find(({ name }) => !named.has(name));
  if (extra) throw invalid(`the graph needs the input "${extra.name}", which the signature does not name`);
};

const invalid = (reason: string): SlipwayError => new SlipwayError('MODEL_INVALID', { reason });

const assertTensorFits = (
  kind: 'input' | 'output',
  { name, datatype, shape }: TensorSpec,
  side: Side,
): void => {
  const actual = side.find((each) => each.name === name);
  if (actual === undefined) throw invalid(`the graph has no ${kind} "${name}"`);
  if (!actual.isTensor) throw invalid(`${kind} "${name}" is no tensor`);
  const actualType = datatypeOf(actual.type);
  if (actualType !== datatype)
    throw invalid(
      `${kind} "${name}" is ${actualType ?? actual.type} in the graph and ${datatype} in the signature`,
    );
  // ONNX Runtime reports an unknown rank as no dimensions; such outputs are checked when they come.
  if (kind === 'output' && actual.shape.length === 0) return;
  const fits =
    actual.shape.length === shape.length &&
    actual.shape.every((dimension, axis) => typeof dimension === 'string' || dimension === shape[axis]);
  if (!fits) {
    const printed = actual.shape.map((dimension) => (typeof dimension === 'string' ? -1 : dimension));
    throw invalid(
      `${kind} "${name}" is [${printed.join(', ')}] in the graph and [${shape.join(', ')}] in the signature`,
    );
  }
};
