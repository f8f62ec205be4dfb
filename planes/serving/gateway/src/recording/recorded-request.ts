import type {
  AssignmentReason,
  LogParameters,
  ModelSignature,
  PredictionRecord,
  Row,
} from '@slipway/contracts';

/** The variant of a row, as much of it as the log names. */
export interface RecordedVariant {
  readonly name: string;
  readonly model: string;
  readonly version: number;
  readonly release: string;
  /** See `releaseDigestOf`; null when nobody signed it. */
  readonly releaseDigest: string | null;
  readonly signature: ModelSignature;
}

/** The route of a request, as much of it as the log needs. One object per route: what is prepared for it is kept with it. */
export interface RecordedRoute {
  readonly endpoint: string;
  readonly parameters: { readonly log: LogParameters };
  readonly parametersRevision: number;
  readonly variants: ReadonlyMap<string, { readonly signature: ModelSignature }>;
}

/** What the assignment chose for a row, and why. */
export interface RecordedChoice {
  readonly variant: string;
  readonly experiment: string | null;
  readonly reason: AssignmentReason;
  readonly propensity: number | null;
}

/** A request as its log rows tell it. The lists have an entry per row. */
export interface RecordedRequest {
  readonly request: string;
  readonly route: RecordedRoute;
  /** Arrival, milliseconds since the epoch. */
  readonly at: number;
  /** Whole time in the gateway, milliseconds. */
  readonly latencyMs: number;
  /** Trace id of the W3C trace context; null without one. */
  readonly trace: string | null;
  readonly ids: readonly string[];
  /** Plain unit keys; null where nothing names a unit. */
  readonly units: readonly (string | null)[];
  /** As the client sent them, or as the input rules adjusted them: what the model saw. */
  readonly rows: readonly Row[];
  readonly choices: readonly RecordedChoice[];
}

/** What became of one row. */
export interface RecordedAnswer
  extends Pick<
    PredictionRecord,
    | 'rules'
    | 'shadowOf'
    | 'score'
    | 'decision'
    | 'threshold'
    | 'status'
    | 'error'
    | 'fallback'
    | 'cached'
    | 'predictorMs'
    | 'queueMs'
    | 'inferenceMs'
  > {
  /** Who answered, or should have. */
  readonly variant: RecordedVariant;
  /** Probabilities in the order of the classes, or the one regression value; null when the answer was an error. */
  readonly scores: readonly number[] | null;
}
