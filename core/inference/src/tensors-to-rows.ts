import type { ModelSignature, Row } from '@slipway/contracts';
import { type Column, planOf } from './signature-plan.ts';
import type { Tensor, TensorElements } from './tensor.ts';

/**
 * The rows that input tensors stand for, so that a request in tensors is logged like one in rows. NaN becomes null, and so
 * does '' of an optional category. `tensors` are in the order of the signature, as `decodeInferRequest` returns them.
 */
export const tensorsToRows = (signature: ModelSignature, tensors: readonly Tensor[]): Row[] => {
  const { columns, emptyRow } = planOf(signature);
  const rows = new Array<Row>(tensors[0]?.shape[0] ?? 0);
  for (let index = 0; index < rows.length; index++) {
    const row = { ...emptyRow };
    for (const column of columns) row[column.name] = featureOf(column, tensors[column.input]!.data, index);
    rows[index] = row;
  }
  return rows;
};

const featureOf = (
  { kind, optional, offset, stride }: Column,
  data: TensorElements,
  row: number,
): Row[string] => {
  const element = data[offset + row * stride]!;
  if (typeof element === 'string') return element === '' && optional ? null : element;
  const value = Number(element);
  if (Number.isNaN(value)) return null;
  return kind === 'boolean' ? value !== 0 : value;
};
