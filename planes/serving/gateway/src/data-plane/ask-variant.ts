import { SlipwayError } from '@slipway/contracts';
import { rowsToTensors, type Tensor } from '@slipway/inference/rows';
import type { Future, Span } from '@slipway/platform';
import type { PredictionCache } from '../cache/prediction-cache.ts';
import { throughCache } from '../cache/through-cache.ts';
import type { GatewayStatistics } from '../recording/statistics.ts';
import { askPredictor, type Inferred } from '../resilience/ask-predictor.ts';
import type { Predictor } from '../resilience/predictor.ts';
import type { RetryBudget } from '../resilience/retry-budget.ts';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';
import type { PlannedRows } from './planned-rows.ts';
import type { PredictionCall } from './prediction-call.ts';
import { selectRows } from './select-rows.ts';

/** The inputs of some rows as a variant reads them. Throws what `decode` throws, when the variant reads other inputs than the one that clients are shown. */
export const tensorsFor = (
  call: Pick<PredictionCall, 'decode' | 'route'>,
  { tensors, rows }: Pick<PlannedRows, 'tensors' | 'rows'>,
  { signature }: ServedVariant,
  indices: readonly number[],
): readonly Tensor[] => {
  const { shown } = call.route;
  const read =
    tensors === null
      ? rowsToTensors(signature, rows)
      : signature === shown?.signature
        ? tensors
        : call.decode(signature).tensors;
  return selectRows(read, rows.length, indices);
};

export interface VariantQuestion {
  readonly route: ServedRoute;
  readonly variant: ServedVariant;
  /** Those of the variant, or others that hold the same release. */
  readonly predictors: readonly Predictor[];
  readonly tensors: readonly Tensor[];
  readonly rows: number;
  readonly scoresOnly: boolean;
  readonly request: string;
  readonly traceparent: string | null;
  /** What vendors keep beside it; null or absent: nothing. */
  readonly tracestate?: string | null;
  /** What the tries are pieces of; absent: they are not traced. */
  readonly span?: Span | null;
  readonly budget: RetryBudget;
  /** No further tries: nobody waits for the answer. */
  readonly once: boolean;
  /** Milliseconds that are left, and the whole that the message of a TIMEOUT names. */
  readonly remainingMs: number;
  readonly timeoutMs: number;
  /** From when on they are left, on the clock of `performance.now()`. */
  readonly now: number;
  /** Where answers are kept for `cacheSeconds`; absent: nowhere. */
  readonly cache?: PredictionCache;
  readonly statistics: GatewayStatistics;
}

/** What a predictor said; `predictor` null: to somebody before, whose inputs were the same. */
export type VariantAnswer = Omit<Inferred, 'predictor'> & { readonly predictor: string | null };

/** Asks a variant. Throws or fails with NO_PREDICTOR, also when it is switched off, PREDICTOR_FAILED, TIMEOUT, QUEUE_FULL, and what blames the input. */
export const askVariant = (question: VariantQuestion): Future<VariantAnswer> => {
  const { route, variant, remainingMs } = question;
  const { name, active } = variant;
  if (!active) throw new SlipwayError('NO_PREDICTOR', { variant: name });
  if (remainingMs <= 0) {
    const what = `A predictor of variant "${name}"`;
    throw new SlipwayError('TIMEOUT', { what, milliseconds: question.timeoutMs });
  }
  const { cacheSeconds: seconds } = route.parameters;
  const { cache, tensors } = question;
  if (!cache || seconds === 0) return ask(question);
  const { endpoint, parametersRevision: revision } = route;
  const scope = { endpoint, release: variant.release, revision, outputs: wantedOf(question) };
  return throughCache({ cache, seconds, scope, tensors }, () => ask(question));
};

/** Undefined: all of the signature. */
const wantedOf = ({ scoresOnly, variant }: VariantQuestion): readonly string[] | undefined =>
  scoresOnly && variant.signature.outputs.length > 1 ? variant.scoreOutput : undefined;

const ask = (question: VariantQuestion): Future<VariantAnswer> => {
  const { route, variant, request, statistics, remainingMs, once } = question;
  const { name, path, signature } = variant;
  const { tryTimeoutMs, retries, hedgeAfterMs } = route.parameters;
  const asked = {
    variant: name,
    predictors: question.predictors,
    path,
    signature,
    tensors: question.tensors,
    rows: question.rows,
    outputs: wantedOf(question),
    requestId: request,
    remainingMs,
    timeoutMs: question.timeoutMs,
    tryTimeoutMs,
    retries: once ? 0 : retries,
    budget: question.budget,
    hedgeAfterMs: once ? null : hedgeAfterMs,
    traceparent: question.traceparent,
    tracestate: question.tracestate ?? null,
    span: question.span ?? null,
    onRetry: () => {
      statistics.retried += 1;
    },
  };
  return askPredictor(asked, question.now);
};
