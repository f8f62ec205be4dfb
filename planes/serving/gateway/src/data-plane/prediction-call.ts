import type { ModelSignature, Row } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference/rows';
import type { RecordedAnswer } from '../recording/recorded-request.ts';
import type { Priority } from '../resilience/admission.ts';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';
import type { VariantChoice } from '../routing/variant-choice.ts';
import type { RequestTrail } from '../telemetry/request-trail.ts';

/** The content of a request, decoded under one signature. */
export interface DecodedRows {
  readonly rows: readonly Row[];
  readonly tensors: readonly Tensor[];
  /** The unit key that the request names; undefined: the endpoint's source decides. */
  readonly unit: string | undefined;
}

/** A prediction request as a door hands it over, free of its protocol. */
export interface PredictionCall {
  readonly route: ServedRoute;
  /** Name of the variant that the client chose, which may answer; null: the assignment chooses. */
  readonly addressed: string | null;
  /** With lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly priority: Priority;
  /** The W3C trace context that came with the request; null without one. */
  readonly traceparent: string | null;
  /** What vendors keep beside it; null or absent: nothing. */
  readonly tracestate?: string | null;
  /** The door can answer rows of several variants in one answer. */
  readonly mayMix: boolean;
  /** The door shows the scores and none of the other outputs. */
  readonly scoresOnly: boolean;
  /** Throws what is wrong with the input, with its field. */
  readonly decode: (signature: ModelSignature) => DecodedRows;
  /** Size of the body, without its coding. */
  readonly bytes: number;
  /** Arrival: milliseconds since the epoch, and on the clock of `performance.now()`. */
  readonly at: number;
  readonly started: number;
  readonly trail: RequestTrail;
}

/** What one row was answered, as the log knows it and more. */
export interface RowAnswer extends RecordedAnswer {
  /** Who answered; for an answer that no model gave: who would have. */
  readonly variant: ServedVariant;
  readonly score: number;
  readonly scores: readonly number[];
  /** The score is not the one in the outputs of a model: a rule or a fallback gave it. */
  readonly overruled: boolean;
}

/** Rows of a request that one variant answered together. */
export interface AnsweredPart {
  readonly variant: ServedVariant;
  /** Which rows of the request. */
  readonly indices: readonly number[];
  /** As the predictor gave them, a row for each index. */
  readonly outputs: readonly Tensor[];
}

/** What the data plane gives back to the door. The lists have an entry per row. */
export interface AnsweredCall {
  readonly request: string;
  readonly ids: readonly string[];
  readonly choices: readonly VariantChoice[];
  readonly answers: readonly RowAnswer[];
  /** Who answered what; a later part goes before an earlier one. Rows in none of them were answered by no model. */
  readonly parts: readonly AnsweredPart[];
  /** Sends the copies for the shadows; null when there are none. Call it when the answer is sent; resolves when all is done. */
  readonly copy: (() => Promise<void>) | null;
}
