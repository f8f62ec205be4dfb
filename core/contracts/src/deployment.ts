import { z } from 'zod';
import { Digest, Id, Name, Timestamp } from './identifier.ts';
import { Envelope } from './release.ts';

/** Servers that others run and that speak the Open Inference Protocol: the deployer starts none and reports them ready when they proved to serve the release. */
export const ExternalServers = z.strictObject({
  addresses: z.array(z.url()).min(1).max(64),
  /** Name of the model there; absent: the name here. */
  servedAs: z.string().min(1).optional(),
});
export type ExternalServers = z.infer<typeof ExternalServers>;

export const DeploymentRequest = z.strictObject({
  release: Id,
  replicas: z.int().min(1).max(64).default(1),
  external: ExternalServers.optional(),
});
export type DeploymentRequest = z.infer<typeof DeploymentRequest>;

/** release → deployer: a release that should be loaded by `replicas` predictors. */
export const WantedDeployment = z.strictObject({
  id: Id,
  release: Id,
  model: Name,
  version: z.int(),
  artifact: Digest,
  envelope: Envelope,
  replicas: z.int().min(1).max(64),
  external: ExternalServers.optional(),
});
export type WantedDeployment = z.infer<typeof WantedDeployment>;

/** The whole of what the deployer should make true; kept on its disk for when the release plane is dead. */
export const WantedDeployments = z.strictObject({
  revision: z.int().min(0),
  deployments: z.array(WantedDeployment),
});
export type WantedDeployments = z.infer<typeof WantedDeployments>;

export const PredictorState = z.enum(['starting', 'ready', 'refused', 'failed', 'draining']);

/** deployer → release: one predictor process. `reason` says why it is not ready. */
export const PredictorReport = z.strictObject({
  id: Id,
  deployment: Id,
  address: z.url(),
  state: PredictorState,
  reason: z.string().optional(),
});
export type PredictorReport = z.infer<typeof PredictorReport>;

export const Deployment = z.strictObject({
  ...WantedDeployment.omit({ envelope: true }).shape,
  predictors: z.array(PredictorReport),
  createdAt: Timestamp,
});
export type Deployment = z.infer<typeof Deployment>;
