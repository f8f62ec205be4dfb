import { SlipwayError } from '@slipway/contracts';
import type { Tensor, TensorElements } from './tensor.ts';

/** The inputs of several requests as one, row after row. All parts hold the same tensors in the same order. */
export const joinTensors = (parts: readonly (readonly Tensor[])[]): readonly Tensor[] => {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first ?? [];
  return first.map((tensor, index) => {
    const pieces = parts.map((part) => part[index]!);
    const rows = pieces.reduce((sum, { shape }) => sum + shape[0]!, 0);
    return { ...tensor, shape: [rows, ...tensor.shape.slice(1)], data: joinElements(pieces) };
  });
};

const joinElements = (pieces: readonly Tensor[]): TensorElements => {
  const first = pieces[0]!.data;
  if (Array.isArray(first)) return pieces.flatMap(({ data }) => data as string[]);
  const length = pieces.reduce((sum, { data }) => sum + data.length, 0);
  const Elements = first.constructor as new (length: number) => Float32Array;
  const joined = new Elements(length);
  let offset = 0;
  for (const { data } of pieces) {
    joined.set(data as Float32Array, offset);
    offset += data.length;
  }
  return joined;
};

/**
 * The outputs of a joined run, parted again by the row counts of the requests. The parts share memory with `outputs`.
 * Throws MODEL_INVALID when an output does not have one row per input row.
 */
export const partTensors = (outputs: readonly Tensor[], rowCounts: readonly number[]): Tensor[][] => {
  const total = rowCounts.reduce((sum, rows) => sum + rows, 0);
  for (const { name, shape } of outputs) {
    if (shape[0] !== total) {
      const reason = `output "${name}" has ${shape[0] ?? 'no'} rows for ${total} rows of input`;
      throw new SlipwayError('MODEL_INVALID', { reason });
    }
  }
  let start = 0;
  return rowCounts.map((rows) => {
    const from = start;
    start += rows;
    return outputs.map((output) => part(output, from, rows, total));
  });
};

const part = ({ name, datatype, shape, data }: Tensor, from: number, rows: number, total: number): Tensor => {
  const width = data.length / total;
  const end = (from + rows) * width;
  return {
    name,
    datatype,
    shape: [rows, ...shape.slice(1)],
    data: Array.isArray(data) ? data.slice(from * width, end) : data.subarray(from * width, end),
  };
};
