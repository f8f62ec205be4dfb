import { z } from 'zod';
import { Name, Timestamp } from './identifier.ts';

/**
 * The switches of a live endpoint. What a revision does not set comes from the gateway's environment
 * (SLIPWAY_ACTIVATE, SLIPWAY_ACTIVE_VARIANT, SLIPWAY_TIMEOUT_MS, SLIPWAY_RETRIES, SLIPWAY_THRESHOLD), then from the default here.
 */
export const ServingParameters = z.strictObject({
  /** false: the endpoint answers 503 ENDPOINT_INACTIVE. */
  activate: z.boolean().default(true),
  /** Variant that answers outside an experiment; null: the first one. */
  activeVariant: Name.nullable().default(null),
  /** Deadline of the whole request in the gateway, milliseconds. */
  timeoutMs: z.int().min(1).max(600_000).default(2000),
  /** Further tries on another predictor of the same variant, within the deadline. */
  retries: z.int().min(0).max(10).default(2),
  /** Score from which the decision is the positive class. */
  threshold: z.number().min(0).max(1).default(0.5),
});
export type ServingParameters = z.infer<typeof ServingParameters>;

/** Values that a revision sets; absence leaves the default of the gateway. */
export const ServingParameterValues = z.strictObject({
  activate: z.boolean().optional(),
  activeVariant: Name.nullable().optional(),
  timeoutMs: z.int().min(1).max(600_000).optional(),
  retries: z.int().min(0).max(10).optional(),
  threshold: z.number().min(0).max(1).optional(),
});
export type ServingParameterValues = z.infer<typeof ServingParameterValues>;

/** A numbered change. Revision 0 is the environment's defaults alone. */
export const ParameterRevision = z.strictObject({
  endpoint: Name,
  revision: z.int().min(0),
  values: ServingParameterValues,
  by: z.string(),
  reason: z.string(),
  createdAt: Timestamp,
});
export type ParameterRevision = z.infer<typeof ParameterRevision>;
