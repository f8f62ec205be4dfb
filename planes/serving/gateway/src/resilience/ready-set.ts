import type { PredictorState } from './predictor.ts';

/** What picking needs to know of a predictor. */
export interface Candidate {
  readonly state: PredictorState;
  readonly inFlight: number;
}

/** Predictors that this request has tried already. */
export interface Tried<P> {
  /** They answered, but not with a prediction: asking again would give the same. */
  readonly answered: ReadonlySet<P>;
  /** Their connection broke: the next one may hold. */
  readonly broken: ReadonlySet<P>;
}

/** The lower, the better; null: not to be asked. */
const rankOf = <P extends Candidate>(candidate: P, { answered, broken }: Tried<P>): number | null => {
  if (answered.has(candidate)) return null;
  const again = broken.has(candidate) ? 2 : 0;
  if (candidate.state === 'ready') return again;
  return candidate.state === 'suspect' ? again + 1 : null;
};

/**
 * The predictor that should be asked next: a ready one not tried yet, then a suspect one, then one whose connection broke under
 * this request; of equals the least busy, in turns. Null when there is none.
 * @param turn any counter; spreads requests over equally busy predictors
 */
export const pickPredictor = <P extends Candidate>(
  predictors: readonly P[],
  tried: Tried<P>,
  turn: number,
): P | null => {
  let best: P | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let index = 0; index < predictors.length; index++) {
    const candidate = predictors[(index + turn) % predictors.length]!;
    const rank = rankOf(candidate, tried);
    if (rank === null || rank > bestRank) continue;
    if (best && rank === bestRank && candidate.inFlight >= best.inFlight) continue;
    best = candidate;
    bestRank = rank;
  }
  return best;
};
