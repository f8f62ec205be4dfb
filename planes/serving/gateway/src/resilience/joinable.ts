import type { ModelSignature } from '@slipway/contracts';
import { isBatchable, type Tensor } from '@slipway/inference/rows';
import type { Query } from './query.ts';

/** Rows of one joined request. More: all of them wait for the slowest part; the predictor runs as many at once. */
const MAX_ROWS = 512;
/** Bytes of its tensors: some megabytes as JSON, below every limit on bodies. */
const MAX_BYTES = 512 * 1024;

const batchable = new WeakMap<ModelSignature, boolean>();

/** Whether rows of several requests may travel together: every first dimension is the batch. */
export const mayJoin = (signature: ModelSignature): boolean => {
  let known = batchable.get(signature);
  if (known === undefined) {
    known = isBatchable(signature);
    batchable.set(signature, known);
  }
  return known;
};

const bytesOf = (tensors: readonly Tensor[]): number => {
  let bytes = 0;
  for (const { data } of tensors) {
    if (Array.isArray(data)) for (const text of data) bytes += text.length;
    else bytes += data.byteLength;
  }
  return bytes;
};

const sameRowShape = (a: Tensor, b: Tensor): boolean => {
  if (a.name !== b.name || a.datatype !== b.datatype || a.shape.length !== b.shape.length) return false;
  for (let axis = 1; axis < a.shape.length; axis++) if (a.shape[axis] !== b.shape[axis]) return false;
  return true;
};

const sameOutputs = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.length === b.length && a.every((name, i) => name === b[i]));

/** Whether two queries ask the same of the same model, so that their rows may be one request. */
const fitTogether = (a: Query, b: Query): boolean =>
  a.signature === b.signature &&
  a.path === b.path &&
  a.tensors.length === b.tensors.length &&
  sameOutputs(a.outputs, b.outputs) &&
  a.tensors.every((tensor, index) => sameRowShape(tensor, b.tensors[index]!));

/** How many queries from the front may travel as one request; at least one. Order is kept, so that none waits for ever. */
export const countJoinable = (waiting: readonly { readonly query: Query }[]): number => {
  const first = waiting[0]!.query;
  if (!mayJoin(first.signature)) return 1;
  let { rows } = first;
  let bytes = bytesOf(first.tensors);
  let count = 1;
  for (; count < waiting.length; count++) {
    const next = waiting[count]!.query;
    rows += next.rows;
    bytes += bytesOf(next.tensors);
    if (rows > MAX_ROWS || bytes > MAX_BYTES || !fitTogether(first, next)) break;
  }
  return count;
};
