export type { BatcherOptions } from './batching/batcher.ts';
export type { ExecutionMode, ExecutionSettings } from './execution/execution-settings.ts';
export { createDeploymentFollower, type DeploymentFollowerOptions } from './loading/deployment-follower.ts';
export type { DeploymentSource } from './loading/model-loader.ts';
export { wantedOf } from './loading/wanted-release.ts';
export { createPredictor, type Predictor, type PredictorOptions } from './predictor.ts';
export type { PendingDeployment, Readiness } from './readiness.ts';
export type { DirectLogOptions } from './recording/direct-recorder.ts';
export { DIRECT_VARIANT } from './recording/direct-records.ts';
