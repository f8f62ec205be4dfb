import { z } from 'zod';
import { Datatype, TensorSpec } from './model-signature.ts';

const Parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Data of a JSON tensor: flat or nested, row-major. */
export const TensorData = z.array(z.unknown());

/** Open Inference Protocol v2, JSON tensors. Unknown keys are ignored as the protocol's clients expect. */
export const InferTensor = z.object({
  name: z.string().min(1),
  datatype: Datatype,
  shape: z.array(z.int().min(0)),
  parameters: Parameters.optional(),
  data: TensorData,
});
export type InferTensor = z.infer<typeof InferTensor>;

export const InferRequest = z.object({
  id: z.string().optional(),
  parameters: Parameters.optional(),
  inputs: z.array(InferTensor).min(1),
  outputs: z.array(z.object({ name: z.string().min(1), parameters: Parameters.optional() })).optional(),
});
export type InferRequest = z.infer<typeof InferRequest>;

export const InferResponse = z.object({
  model_name: z.string(),
  model_version: z.string().optional(),
  id: z.string().optional(),
  parameters: Parameters.optional(),
  outputs: z.array(InferTensor),
});
export type InferResponse = z.infer<typeof InferResponse>;

export const ModelMetadata = z.object({
  name: z.string(),
  versions: z.array(z.string()).optional(),
  platform: z.string(),
  inputs: z.array(TensorSpec),
  outputs: z.array(TensorSpec),
});
export type ModelMetadata = z.infer<typeof ModelMetadata>;

export const ServerMetadata = z.object({
  name: z.string(),
  version: z.string(),
  extensions: z.array(z.string()),
});
export type ServerMetadata = z.infer<typeof ServerMetadata>;
