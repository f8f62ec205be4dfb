import type { PredictorState } from './predictor.ts';

/** What picking needs to know of a predictor. */
export interface Candidate {
  readonly state: PredictorState;
  /** How busy it is. */
  readonly load: number;
  /** False while its circuit breaker keeps requests away. */
  allows(now: number): boolean;
  /** Left out for a while, because it does far worse than its siblings. */
  isEjected(now: number): boolean;
}

/** Predictors that this request has tried already. */
export interface Tried<P> {
  /** They answered, but not with a prediction, or let it wait for too long: asking again would give the same. */
  readonly answered: ReadonlySet<P>;
  /** Their connection broke: the next one may hold. */
  readonly broken: ReadonlySet<P>;
}

/** The lower, the better; null: not to be asked. */
const rankOf = <P extends Candidate>(
  candidate: P,
  { answered, broken }: Tried<P>,
  now: number,
): number | null => {
  if (candidate.state !== 'ready' && candidate.state !== 'suspect') return null;
  if (answered.has(candidate) || !candidate.allows(now)) return null;
  const again = broken.has(candidate) ? 4 : 0;
  return again + (candidate.state === 'suspect' ? 2 : 0) + (candidate.isEjected(now) ? 1 : 0);
};

/**
 * The predictor that should be asked next: a ready one not tried yet, then an ejected one, then a suspect one, then one whose
 * connection broke under this request; of equals the least busy, in turns. Null when there is none.
 * @param turn any counter; spreads requests over equally busy predictors
 */
export const pickPredictor = <P extends Candidate>(
  predictors: readonly P[],
  tried: Tried<P>,
  turn: number,
  now: number,
): P | null => {
  let best: P | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let index = 0; index < predictors.length; index++) {
    const candidate = predictors[(index + turn) % predictors.length]!;
    const rank = rankOf(candidate, tried, now);
    if (rank === null || rank > bestRank) continue;
    if (best && rank === bestRank && candidate.load >= best.load) continue;
    best = candidate;
    bestRank = rank;
  }
  return best;
};
