import { z } from 'zod';
import { Experiment } from './experiment.ts';
import { Digest, Id, Name, Timestamp } from './identifier.ts';
import { ModelSignature } from './model-signature.ts';
import { Envelope } from './release.ts';
import { ServingParameterValues } from './serving-parameters.ts';

const unitPlace = { from: z.enum(['header', 'feature', 'cookie']), name: z.string().min(1) };

/** Where a unit key is found when the request body names none. `fallback`: for anonymous units, e.g. the session in place of the user. */
export const UnitSource = z.strictObject({
  ...unitPlace,
  fallback: z.strictObject(unitPlace).nullable().default(null),
});
export type UnitSource = z.infer<typeof UnitSource>;

/** A deployment as routing sees it. The gateway adds a predictor once it answers ready with this release. */
export const RoutingVariant = z.strictObject({
  name: Name,
  deployment: Id,
  model: Name,
  version: z.int(),
  release: Id,
  artifact: Digest,
  envelope: Envelope,
  signature: ModelSignature,
  predictors: z.array(z.strictObject({ id: Id, address: z.url() })),
  /**
   * Servers of others, and the name of the model there (`/v2/models/<servedAs>/infer`). They send no `x-slipway-release`: the deployer
   * verified them, and only those that it found to serve this release are among the predictors. Absent: predictors of ours.
   */
  servedAs: z.string().min(1).optional(),
});
export type RoutingVariant = z.infer<typeof RoutingVariant>;

/** A running experiment as the gateway needs it. */
export const RoutedExperiment = Experiment.pick({
  id: true,
  kind: true,
  seed: true,
  coverage: true,
  namespace: true,
  overrides: true,
  variants: true,
  endsAt: true,
});
export type RoutedExperiment = z.infer<typeof RoutedExperiment>;

/** release → gateway: all that one endpoint needs to be answered. Kept on the gateway's disk. */
export const Routing = z.strictObject({
  endpoint: Name,
  /** Grows with every change of this document. */
  revision: z.int().min(0),
  unit: UnitSource.nullable(),
  variants: z.array(RoutingVariant),
  parameters: z.strictObject({ revision: z.int().min(0), values: ServingParameterValues }),
  /** Running ones, oldest first: a unit takes part in the first A/B test that covers it, and in every shadow test. */
  experiments: z.array(RoutedExperiment),
});
export type Routing = z.infer<typeof Routing>;

export const RoutingTable = z.strictObject({ revision: z.int().min(0), endpoints: z.array(Routing) });
export type RoutingTable = z.infer<typeof RoutingTable>;

/** An endpoint as people see it: routing without envelopes. The champion is the active variant. */
export const Endpoint = z.strictObject({
  name: Name,
  revision: z.int(),
  unit: UnitSource.nullable(),
  champion: Name.nullable(),
  variants: z.array(RoutingVariant.omit({ envelope: true, signature: true })),
  parameters: Routing.shape.parameters,
  experiments: Routing.shape.experiments,
  createdAt: Timestamp,
});
export type Endpoint = z.infer<typeof Endpoint>;

export const EndpointRequest = z.strictObject({ unit: UnitSource.nullable().default(null) });
export type EndpointRequest = z.infer<typeof EndpointRequest>;
export const VariantRequest = z.strictObject({ deployment: Id });

/** What was in production at a time: the routing of an endpoint in force then. */
export const RoutingHistoryEntry = z.strictObject({ at: Timestamp, routing: Endpoint });
export type RoutingHistoryEntry = z.infer<typeof RoutingHistoryEntry>;
