import { traceparentOf, tracestateOf } from '@slipway/platform';
import type { PredictionCall } from '../data-plane/prediction-call.ts';
import { priorityOf } from '../resilience/admission.ts';
import type { ServedRoute } from '../routing/served-route.ts';
import { addressedVariant } from './addressed-variant.ts';
import type { Inbound } from './inbound.ts';

/** What a door knows of a request besides its headers. */
export type DoorCall = Pick<PredictionCall, 'decode' | 'mayMix' | 'scoresOnly'> & {
  /** The version that the path names; null: none. */
  readonly version: string | null;
};

/** A request as the data plane takes it. Throws what `addressedVariant` throws. */
export const inboundCall = (
  route: ServedRoute,
  { headers, body, at, started, trail }: Inbound,
  { decode, mayMix, scoresOnly, version }: DoorCall,
): PredictionCall => ({
  route,
  addressed: addressedVariant(route, headers, version),
  headers,
  priority: priorityOf(headers['x-slipway-priority']),
  traceparent: trail.span?.traceparent ?? traceparentOf(headers.traceparent),
  tracestate: tracestateOf(headers.tracestate as string | undefined),
  mayMix,
  scoresOnly,
  decode,
  bytes: body.length,
  at,
  started,
  trail,
});
