import { z } from 'zod';
import { Identity } from './access.ts';
import { Criterion, CriterionResult } from './criterion.ts';
import { Evaluation } from './evaluation.ts';
import { Digest, Id, Name, Timestamp } from './identifier.ts';
import { Lineage } from './model-version.ts';

/** How a release reaches production. Model in image comes with the image builder; this is model load. */
export const ReleasePlan = z.strictObject({
  pattern: z.enum(['model-load', 'model-in-image']).default('model-load'),
  endpoint: Name,
  requiredApprovals: z.int().min(1).default(1),
});
export type ReleasePlan = z.infer<typeof ReleasePlan>;

/** Everything the reviewer sees, frozen when the review is opened; its digest is what a decision is about. */
export const Evidence = z.strictObject({
  model: Name,
  version: z.int(),
  artifact: Digest,
  signatureDigest: Digest,
  lineage: Lineage,
  evaluation: Evaluation,
  criteria: z.array(CriterionResult),
  plan: ReleasePlan,
});
export type Evidence = z.infer<typeof Evidence>;

export const Decision = z.strictObject({
  verdict: z.enum(['approve', 'reject', 'request-changes']),
  reason: z.string().min(1),
  by: Identity,
  at: Timestamp,
  evidence: Digest,
  /** The criteria that were not met and accepted all the same. */
  accepted: z.array(z.string()),
});
export type Decision = z.infer<typeof Decision>;

export const DecisionRequest = z.strictObject({
  verdict: Decision.shape.verdict,
  reason: z.string().trim().min(1).max(2000),
  /** Digest of the evidence that the reviewer looked at; another one is refused. */
  evidence: Digest,
  acceptFailures: z.boolean().default(false),
});
export type DecisionRequest = z.infer<typeof DecisionRequest>;

export const ReviewState = z.enum(['open', 'approved', 'rejected', 'changes-requested']);

export type ReviewState = z.infer<typeof ReviewState>;

export const Review = z.strictObject({
  id: Id,
  model: Name,
  version: z.int(),
  endpoint: Name,
  state: ReviewState,
  author: z.string(),
  evidence: Evidence,
  evidenceDigest: Digest,
  decisions: z.array(Decision),
  /** The release that the approval signed. */
  release: Id.nullable(),
  openedAt: Timestamp,
  closedAt: Timestamp.nullable(),
});
export type Review = z.infer<typeof Review>;

export const ReviewRequest = z.strictObject({
  model: Name,
  version: z.int32().min(1),
  evaluation: Id,
  endpoint: Name,
  criteria: z.array(Criterion).default([]),
});
export type ReviewRequest = z.infer<typeof ReviewRequest>;
