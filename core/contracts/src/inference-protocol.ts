import { z } from 'zod';
import { Datatype, TensorSpec } from './model-signature.ts';

const Parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Data of a JSON tensor: flat or nested, row-major. */
export const TensorData = z.array(z.unknown());

/**
 * Open Inference Protocol v2, a tensor whose data is JSON. With the binary extension a tensor has the parameter
 * `binary_data_size` instead of `data`. Unknown keys are ignored as the protocol's clients expect.
 */
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

/** How often something happened, and how long it took in all. */
const StatisticDuration = z.object({ count: z.int().min(0), ns: z.number().min(0) });

/** The extension `statistics`, of one model version since it was loaded. */
export const ModelStatistics = z.object({
  name: z.string(),
  version: z.string(),
  /** Milliseconds since the epoch; 0: none yet. */
  last_inference: z.int().min(0),
  /** Rows answered. */
  inference_count: z.int().min(0),
  /** Runs of the model; one may answer several requests. */
  execution_count: z.int().min(0),
  inference_stats: z.object({
    success: StatisticDuration,
    fail: StatisticDuration,
    queue: StatisticDuration,
    compute_input: StatisticDuration,
    compute_infer: StatisticDuration,
    compute_output: StatisticDuration,
    cache_hit: StatisticDuration,
    cache_miss: StatisticDuration,
  }),
  /** By rows of a run. */
  batch_stats: z.array(z.object({ batch_size: z.int().min(1), compute_infer: StatisticDuration })),
});
export type ModelStatistics = z.infer<typeof ModelStatistics>;

/** The extension `model_repository`: what POST /v2/repository/index lists. */
export const RepositoryIndexEntry = z.object({
  name: z.string(),
  version: z.string().optional(),
  state: z.enum(['READY', 'UNAVAILABLE', 'LOADING', 'UNLOADING']),
  /** Why it is not ready; empty when it is. */
  reason: z.string(),
});
export type RepositoryIndexEntry = z.infer<typeof RepositoryIndexEntry>;
