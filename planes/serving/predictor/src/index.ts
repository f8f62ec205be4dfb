export type { BatcherOptions } from './batching/batcher.ts';
export type { DeploymentSource } from './loading/model-loader.ts';
export { createPredictor, type Predictor, type PredictorOptions } from './predictor.ts';
export type { Readiness } from './protocol/rest/inference-routes.ts';
