import type { ModelSignature, Row } from '@slipway/contracts';
import type { RowDecision, Tensor } from '@slipway/inference/rows';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';

/** The content of a request, decoded under one signature. */
export interface DecodedRows {
  readonly rows: readonly Row[];
  readonly tensors: readonly Tensor[];
}

/** A prediction request as a door hands it over, free of its protocol. */
export interface PredictionCall {
  readonly route: ServedRoute;
  /** The unit key that the request names; undefined: the endpoint's source decides. */
  readonly unit: string | undefined;
  /** With lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Throws what is wrong with the input, with its field. */
  readonly decode: (signature: ModelSignature) => DecodedRows;
  /** Arrival: milliseconds since the epoch, and on the clock of `performance.now()`. */
  readonly at: number;
  readonly started: number;
}

/** What the data plane gives back to the door. */
export interface AnsweredCall {
  readonly request: string;
  readonly ids: readonly string[];
  readonly variant: ServedVariant;
  readonly experiment: string | null;
  readonly outputs: readonly Tensor[];
  /** Per row: the probabilities in the order of the classes, or the one regression value. */
  readonly scores: readonly (readonly number[])[];
  readonly decisions: readonly RowDecision[];
}
