import type { PredictionRecord, Row } from '@slipway/contracts';
import type { RowDecision } from '@slipway/inference/rows';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';

/** A request as its log rows tell it: who answered what, under which parameters. */
export interface RecordedRequest {
  readonly gateway: string;
  readonly request: string;
  /** One per row, like `units` and `rows`. */
  readonly ids: readonly string[];
  readonly units: readonly (string | null)[];
  readonly rows: readonly Row[];
  readonly route: ServedRoute;
  readonly variant: ServedVariant;
  readonly experiment: string | null;
  /** Arrival, milliseconds since the epoch. */
  readonly at: number;
  readonly latencyMs: number;
  readonly predictorMs: number | null;
}

/** What became of it: a decision for each row, or the status and code of the error that all of them got. */
export type RecordedAnswer =
  | { readonly decisions: readonly RowDecision[] }
  | { readonly status: number; readonly error: string };

/** Thousandths of a millisecond are noise, and cost bytes in every row. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

/** The rows of the prediction log that one request makes. */
export const predictionRecords = (recorded: RecordedRequest, answer: RecordedAnswer): PredictionRecord[] => {
  const { gateway, request, ids, units, rows, route, variant, experiment, at } = recorded;
  const latencyMs = rounded(recorded.latencyMs);
  const predictorMs = recorded.predictorMs === null ? null : rounded(recorded.predictorMs);
  const decisions = 'decisions' in answer ? answer.decisions : null;
  const status = 'status' in answer ? answer.status : 200;
  const error = 'error' in answer ? answer.error : null;
  // Only a binary decision depends on the threshold.
  const threshold = decisions && variant.signature.task === 'binary' ? route.parameters.threshold : null;
  return ids.map((id, index) => ({
    kind: 'prediction',
    id,
    request,
    at,
    endpoint: route.endpoint,
    variant: variant.name,
    experiment,
    model: variant.model,
    version: variant.version,
    release: variant.release,
    parametersRevision: route.parametersRevision,
    unit: units[index] ?? null,
    inputs: rows[index] ?? {},
    score: decisions?.[index]?.score ?? null,
    decision: decisions?.[index]?.decision ?? null,
    threshold,
    status,
    error,
    latencyMs,
    predictorMs,
    gateway,
  }));
};
