import type { Tensor } from '@slipway/inference/rows';
import { Future } from '@slipway/platform';
import { type CacheScope, inputKey } from './input-key.ts';
import type { PredictionCache } from './prediction-cache.ts';

export interface CachedQuestion {
  readonly cache: PredictionCache;
  /** How long an answer is repeated. */
  readonly seconds: number;
  readonly scope: CacheScope;
  /** Inputs of the question. */
  readonly tensors: readonly Tensor[];
}

/** An answer that was given before has no times and no predictor. */
interface Answer {
  readonly outputs: readonly Tensor[];
  readonly queueMs: number | null;
  readonly inferenceMs: number | null;
  readonly predictor: string | null;
}

/** What a predictor says, or has said to somebody whose inputs were the same. Only answers are kept: what `ask` fails with goes through. */
export const throughCache = (
  { cache, seconds, scope, tensors }: CachedQuestion,
  ask: () => Future<Answer>,
): Future<Answer> => {
  const key = inputKey(scope, tensors);
  const outputs = cache.get(key, seconds, performance.now());
  if (outputs) return Future.of({ outputs, queueMs: null, inferenceMs: null, predictor: null });
  return ask().then((answer) => {
    cache.set(key, answer.outputs, performance.now());
    return answer;
  });
};
