import type { Row, ServingCheck } from '@slipway/contracts';
import { z } from 'zod';

/** As the predictor's own warm-up: tighter, another order of FP32 sums could refuse a good model. */
const SERVING_TOLERANCE = 1e-5;
/** Small enough for any model's rows to fit in a request. */
const ROWS_PER_REQUEST = 50;
const EXAMPLES = 5;
const ANSWER_MS = 60_000;
const REASON_CHARACTERS = 300;

/** A row with what the evaluator scored. */
export interface ExpectedRow {
  /** In the holdout. */
  readonly index: number;
  readonly row: Row;
  /** In the order of the signature. */
  readonly score: readonly number[];
}

export interface ServingRows {
  /** Each is sent in a request of its own. */
  readonly alone: readonly ExpectedRow[];
  /** These are sent in small batches. */
  readonly together: readonly ExpectedRow[];
}

const Answer = z.object({ predictions: z.array(z.object({ scores: z.array(z.number()) })) });

/** What is known of a model that the predictor would not take: no row was answered as the evaluator did. */
export const refusedServing = ({ alone, together }: ServingRows, refusal: string): ServingCheck => ({
  rows: alone.length + together.length,
  mismatches: alone.length + together.length,
  maxDifference: null,
  tolerance: SERVING_TOLERANCE,
  refusal,
  examples: [],
});

/** Sends rows to a predictor as a client would and compares its answers with the evaluator's scores. */
export const checkServing = async (
  address: string,
  { alone, together }: ServingRows,
): Promise<ServingCheck> => {
  const examples: ServingCheck['examples'] = [];
  let mismatches = 0;
  let maxDifference: number | null = null;
  const requests = [...alone.map((row) => [row]), ...chunks(together, ROWS_PER_REQUEST)];
  for (const request of requests) {
    const answered = await ask(
      address,
      request.map(({ row }) => row),
    );
    for (const [position, { index, score }] of request.entries()) {
      const predictor = typeof answered === 'string' ? null : (answered[position] ?? null);
      const difference = predictor === null ? null : differenceOf(score, predictor);
      if (difference !== null) maxDifference = Math.max(maxDifference ?? 0, difference.absolute);
      if (difference !== null && difference.relative <= SERVING_TOLERANCE) continue;
      mismatches++;
      if (examples.length >= EXAMPLES) continue;
      const reason =
        typeof answered === 'string' ? answered : predictor === null ? 'no answer' : 'another score';
      examples.push({ row: index, evaluator: [...score], predictor, reason });
    }
  }
  return {
    rows: alone.length + together.length,
    mismatches,
    maxDifference,
    tolerance: SERVING_TOLERANCE,
    examples,
  };
};

/** The scores of each row, or why there are none. */
const ask = async (address: string, rows: readonly Row[]): Promise<number[][] | string> => {
  try {
    const response = await fetch(`${address}/v1/predictions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    if (response.status !== 200) return `${response.status} ${text}`.slice(0, REASON_CHARACTERS);
    return Answer.parse(JSON.parse(text)).predictions.map(({ scores }) => scores);
  } catch (error) {
    return (error as Error).message.slice(0, REASON_CHARACTERS);
  }
};

/** The largest |a − b|, and the largest divided by max(1, |a|). Null when there are more or fewer scores. */
const differenceOf = (expected: readonly number[], actual: readonly number[]) => {
  if (expected.length !== actual.length) return null;
  let absolute = 0;
  let relative = 0;
  for (const [k, score] of expected.entries()) {
    const difference = Math.abs(actual[k]! - score);
    absolute = Math.max(absolute, difference);
    relative = Math.max(relative, difference / Math.max(1, Math.abs(score)));
  }
  return { absolute, relative };
};

const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
