import type { Datatype, TensorSpec } from '@slipway/contracts';
import type { DataPlane } from '../data-plane.ts';

/** Names of the datatypes in a model configuration. */
const CONFIG_TYPE: Readonly<Record<Datatype, string>> = {
  BOOL: 'TYPE_BOOL',
  INT8: 'TYPE_INT8',
  INT16: 'TYPE_INT16',
  INT32: 'TYPE_INT32',
  INT64: 'TYPE_INT64',
  UINT8: 'TYPE_UINT8',
  UINT16: 'TYPE_UINT16',
  UINT32: 'TYPE_UINT32',
  UINT64: 'TYPE_UINT64',
  FP16: 'TYPE_FP16',
  FP32: 'TYPE_FP32',
  FP64: 'TYPE_FP64',
  BYTES: 'TYPE_STRING',
};

/** Larger requests are run in parts, so that no client has to cut them; the field has 32 bits. */
const ANY_ROWS = 2 ** 31 - 1;

/** `ModelConfig`: with a batch dimension, `dims` are those of one row; without, `max_batch_size` is 0. */
export const modelConfig = ({ released: { name, model }, signature }: DataPlane) => {
  const tensors = (specs: readonly TensorSpec[]) =>
    specs.map(({ name: tensor, datatype, shape }) => ({
      name: tensor,
      data_type: CONFIG_TYPE[datatype],
      dims: model.batchable ? shape.slice(1) : shape,
    }));
  return {
    name,
    platform: 'onnxruntime_onnx',
    backend: 'onnxruntime',
    max_batch_size: model.batchable ? ANY_ROWS : 0,
    input: tensors(signature.inputs),
    output: tensors(signature.outputs),
  };
};
