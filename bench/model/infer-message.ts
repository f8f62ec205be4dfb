import { bytesField, integerField, message } from '@slipway/inference/fixtures';
import type { NumberRow } from './bench-model.ts';

const floatsOf = (rows: readonly NumberRow[]): Uint8Array =>
  new Uint8Array(Float32Array.from(rows.flatMap((row) => Object.values(row))).buffer);

const shapeOf = (rows: readonly NumberRow[]): [number, number] => [
  rows.length,
  Object.keys(rows[0] ?? {}).length,
];

/** Rows as a gRPC message ModelInferRequest with raw contents, behind its length prefix. */
export const inferMessage = (model: string, rows: readonly NumberRow[]): Buffer => {
  const shape = shapeOf(rows).map((dimension) => integerField(3, dimension));
  const input = message(bytesField(1, 'features'), bytesField(2, 'FP32'), ...shape);
  const request = message(bytesField(1, model), bytesField(5, input), bytesField(7, floatsOf(rows)));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(request.length, 1);
  return Buffer.concat([prefix, request]);
};

/** Rows as a REST body of the binary tensor extension, with the length of its JSON part; the answer is binary too. */
export const binaryBody = (
  rows: readonly NumberRow[],
): { readonly body: Buffer; readonly headerLength: number } => {
  const floats = floatsOf(rows);
  const input = {
    name: 'features',
    datatype: 'FP32',
    shape: shapeOf(rows),
    parameters: { binary_data_size: floats.length },
  };
  const head = Buffer.from(JSON.stringify({ inputs: [input], parameters: { binary_data_output: true } }));
  return { body: Buffer.concat([head, floats]), headerLength: head.length };
};
