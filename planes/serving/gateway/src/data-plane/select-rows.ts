import { joinTensors, partTensors, type Tensor } from '@slipway/inference/rows';

/** Some rows of tensors that have a row per index of a request, in the order of `indices`. */
export const selectRows = (
  tensors: readonly Tensor[],
  rows: number,
  indices: readonly number[],
): readonly Tensor[] => {
  if (indices.length === rows) return tensors;
  const single = partTensors(tensors, new Array<number>(rows).fill(1));
  return joinTensors(indices.map((index) => single[index]!));
};
