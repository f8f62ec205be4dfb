import { z } from 'zod';

/** `sha256:` and 64 lower-case hexadecimal digits over the exact bytes. */
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256:<64 hex digits>');
export type Digest = z.infer<typeof Digest>;

/** A name that people choose: models, jobs, endpoints, variants, datasets, tables. Safe in paths and URLs. */
export const Name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/, 'must be lower-case letters, digits, - and _');
export type Name = z.infer<typeof Name>;

/** ISO 8601 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime();
export type Timestamp = z.infer<typeof Timestamp>;

/** An identifier that Slipway makes: a sortable UUIDv7 or a short prefixed one. */
export const Id = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9_.:-]+$/);
export type Id = z.infer<typeof Id>;

export const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;
