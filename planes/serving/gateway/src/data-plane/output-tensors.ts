import { allocateElements, type Tensor } from '@slipway/inference/rows';
import type { AnsweredCall, AnsweredPart, RowAnswer } from './prediction-call.ts';

type Answered = Pick<AnsweredCall, 'answers' | 'parts'>;

/** Numbers per row of a tensor. */
const widthOf = ({ shape }: Pick<Tensor, 'shape'>): number =>
  shape.slice(1).reduce((product, dimension) => product * Math.max(1, dimension), 1);

const copyRows = (to: Tensor, { indices, outputs }: AnsweredPart): void => {
  const from = outputs.find(({ name, datatype }) => name === to.name && datatype === to.datatype);
  const width = widthOf(to);
  if (!from || from.data.length !== indices.length * width) return;
  const [source, target] = [from.data as ArrayLike<unknown>, to.data as { [at: number]: unknown }];
  indices.forEach((row, index) => {
    for (let at = 0; at < width; at++) target[row * width + at] = source[index * width + at];
  });
};

/** Writes the scores of rows that no model scored so, as wide as the model writes them. */
const writeScores = (to: Tensor, answers: readonly RowAnswer[]): void => {
  const width = widthOf(to);
  const target = to.data as { [at: number]: number };
  answers.forEach(({ overruled, score, scores }, row) => {
    if (!overruled) return;
    if (width === 1) target[row] = score;
    else for (let at = 0; at < width; at++) target[row * width + at] = scores[at] ?? Number.NaN;
  });
};

/**
 * The output tensors of an answered request. Rows that a rule or a fallback answered have that score in the score tensor; what
 * else only a model can say of them is 0 or empty.
 */
export const outputTensors = ({ answers, parts }: Answered): readonly Tensor[] => {
  const only = parts[0];
  const plain = only && parts.length === 1 && only.indices.length === answers.length;
  if (plain && !answers.some(({ overruled }) => overruled)) return only.outputs;
  const { signature } = (only ?? answers[0]!).variant;
  return signature.outputs.map((spec) => {
    const told = only?.outputs.find(({ name }) => name === spec.name)?.shape ?? spec.shape;
    const shape = [answers.length, ...told.slice(1).map((dimension) => Math.max(1, dimension))];
    const count = shape.reduce((product, dimension) => product * dimension, 1);
    const tensor: Tensor = {
      name: spec.name,
      datatype: spec.datatype,
      shape,
      data: allocateElements(spec.datatype, count),
    };
    for (const part of parts) copyRows(tensor, part);
    if (spec.name === signature.score) writeScores(tensor, answers);
    return tensor;
  });
};
