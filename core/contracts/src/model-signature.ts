import { z } from 'zod';

/** Tensor element types of the Open Inference Protocol that Slipway passes through. */
export const DATATYPES = [
  'BOOL',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const;
export const Datatype = z.enum(DATATYPES);
export type Datatype = z.infer<typeof Datatype>;

/** A tensor of the ONNX graph. `shape` has -1 where a dimension varies; the batch dimension comes first. */
export const TensorSpec = z.strictObject({
  name: z.string().min(1),
  datatype: Datatype,
  shape: z.array(z.int().min(-1)),
});
export type TensorSpec = z.infer<typeof TensorSpec>;

/**
 * A named column of a row as clients send it.
 * `optional`: null, absence and (for numbers) NaN mean "missing" and reach the graph as NaN or ''; otherwise they are refused.
 * `default`: what reaches the graph instead of a missing value, of the feature's kind; such a feature may always be missing.
 */
export const Feature = z.strictObject({
  name: z
    .string()
    .min(1)
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  kind: z.enum(['number', 'category', 'boolean']),
  optional: z.boolean().default(false),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
export type Feature = z.infer<typeof Feature>;

/**
 * The contract between rows and the graph, written by the trainer, checked by the predictor and the evaluator.
 * `layout` columns: the features fill the elements of the inputs in order; mostly input tensor i is feature i, shape [-1, 1], and an
 * input with more elements per row, such as [-1, 3] or [-1, 2, 2], takes that many features, row-major.
 * `layout` matrix: one input [-1, F] of numbers in feature order.
 * Binary: output `score` is [-1] or [-1, 1] (probability of `classes[1]`), or [-1, 2] (both classes); multiclass: [-1, K]; regression: [-1] or [-1, 1].
 */
export const ModelSignature = z.strictObject({
  task: z.enum(['binary', 'multiclass', 'regression']),
  features: z.array(Feature).min(1),
  layout: z.enum(['columns', 'matrix']),
  inputs: z.array(TensorSpec).min(1),
  outputs: z.array(TensorSpec).min(1),
  /** Name of the output tensor that carries the score. */
  score: z.string().min(1),
  /** Class labels in the order of the probabilities; `classes[1]` is the positive class of a binary task. Empty for regression. */
  classes: z.array(z.string()).default([]),
});
export type ModelSignature = z.infer<typeof ModelSignature>;
