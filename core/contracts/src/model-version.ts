import { z } from 'zod';
import { Digest, Id, Name, Scalar, Timestamp } from './identifier.ts';
import { CodeReference, ReleaseIntent } from './job.ts';
import { ModelSignature } from './model-signature.ts';

/** Where a version comes from; enough to make it again. */
export const Lineage = z.strictObject({
  run: Id,
  job: Name,
  author: z.string(),
  snapshots: z.array(Digest),
  code: CodeReference,
  command: z.array(z.string()),
  /** Runtime versions, platform and processor architecture of the worker. */
  environment: z.record(z.string(), z.string()),
  parameters: z.record(z.string(), Scalar),
  seed: z.int(),
});
export type Lineage = z.infer<typeof Lineage>;

/** training → release: sent once per run; repeated with the same run it returns the same version. */
export const VersionRegistration = z.strictObject({
  artifact: Digest,
  artifactBytes: z.int().min(1),
  /** Digest of the signature.json blob. */
  signatureDigest: Digest,
  signature: ModelSignature,
  lineage: Lineage,
  release: ReleaseIntent.optional(),
});
export type VersionRegistration = z.infer<typeof VersionRegistration>;

/** Immutable. Numbers count from 1 per model and are never reused. */
export const ModelVersion = z.strictObject({
  ...VersionRegistration.shape,
  model: Name,
  version: z.int().min(1),
  createdAt: Timestamp,
});
export type ModelVersion = z.infer<typeof ModelVersion>;

export const Model = z.strictObject({
  name: Name,
  createdAt: Timestamp,
  latestVersion: z.int().min(0),
});
export type Model = z.infer<typeof Model>;
