import { z } from 'zod';
import { Timestamp } from './identifier.ts';

/** Append-only; `hash` is SHA-256 over the canonical JSON of the entry without `hash`, which includes `previous`. */
export const AuditEntry = z.strictObject({
  sequence: z.int().min(1),
  at: Timestamp,
  actor: z.string(),
  role: z.string(),
  /** `review.decided`, `release.signed`, `endpoint.parameters-changed`, … */
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
  previous: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditVerification = z.strictObject({
  entries: z.int(),
  intact: z.boolean(),
  brokenAt: z.int().nullable(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
