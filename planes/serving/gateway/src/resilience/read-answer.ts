import { type ErrorBody, SlipwayError } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference/rows';
import type { PredictorAnswer } from './exchange.ts';
import { decodeOutputs } from './hop-encoding.ts';
import { mayJoin } from './joinable.ts';
import type { Outcome, Query } from './query.ts';

/** The catalogue error that a predictor sent, as far as it can be read. */
const sentError = ({ body }: PredictorAnswer): SlipwayError | null => {
  try {
    const sent = JSON.parse(body.toString('utf8')) as Partial<ErrorBody> | null;
    if (typeof sent?.error !== 'string') return null;
    if (typeof sent.code === 'string') return SlipwayError.fromBody(sent as ErrorBody);
    return new SlipwayError('INVALID_REQUEST', { reason: sent.error });
  } catch {
    return null;
  }
};

/** Statuses that blame the request; 404, 408 and 429 are about the predictor. */
const blamesRequest = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 404 && status !== 408 && status !== 429;

const predictorFailed = (variant: string, reason: string, cause?: unknown): SlipwayError =>
  new SlipwayError('PREDICTOR_FAILED', { variant, reason }, { cause });

/** `12.5,3` as two numbers; null where it says nothing. */
const timesOf = (timing: string | null): { queueMs: number | null; inferenceMs: number | null } => {
  if (timing === null) return { queueMs: null, inferenceMs: null };
  const [queue = Number.NaN, inference = Number.NaN] = timing.split(',').map(Number);
  const known = (value: number) => (Number.isFinite(value) && value >= 0 ? value : null);
  return { queueMs: known(queue), inferenceMs: known(inference) };
};

/** Throws PREDICTOR_FAILED when outputs do not have one row per row that was asked. */
const assertRows = (outputs: readonly Tensor[], rows: number, { signature, variant }: Query): void => {
  if (!mayJoin(signature)) return;
  for (const { name, shape } of outputs)
    if (shape[0] !== rows)
      throw predictorFailed(variant, `output "${name}" has ${shape[0] ?? 'no'} rows for ${rows}`);
};

/**
 * What the answer of a predictor means.
 * @param query what was asked; the first one of several joined ones
 * @param rows of all of them
 */
export const readAnswer = (answer: PredictorAnswer, query: Query, rows: number): Outcome => {
  const { variant } = query;
  if (answer.status === 200) {
    try {
      const outputs = decodeOutputs(answer, query);
      assertRows(outputs, rows, query);
      return { kind: 'answered', outputs, ...timesOf(answer.timing) };
    } catch (thrown) {
      const error = SlipwayError.from(thrown);
      const known = error.code === 'PREDICTOR_FAILED';
      return { kind: 'failed', error: known ? error : predictorFailed(variant, error.message, thrown) };
    }
  }
  const sent = sentError(answer);
  if (sent && blamesRequest(answer.status)) return { kind: 'invalid', error: sent };
  // Passed on as it is: the client may wait and come back.
  if (sent?.kind === 'busy') return { kind: 'busy', error: sent };
  return {
    kind: 'failed',
    error: predictorFailed(variant, sent?.message ?? `status ${answer.status}`, sent),
  };
};
