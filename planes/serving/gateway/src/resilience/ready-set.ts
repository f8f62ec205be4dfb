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

const leastBusy = <P extends Candidate>(candidates: readonly P[], turn: number): P | null => {
  let best: P | null = null;
  for (let index = 0; index < candidates.length; index++) {
    const candidate = candidates[(index + turn) % candidates.length]!;
    if (!best || candidate.inFlight < best.inFlight) best = candidate;
  }
  return best;
};

/**
 * The predictor that should be asked next: a ready one not tried yet, then a suspect one, then one whose connection broke under
 * this request; of equals the least busy, in turns. Null when there is none.
 * @param turn any counter; spreads requests over equally busy predictors
 */
export const pickPredictor = <P extends Candidate>(
  predictors: readonly P[],
  { answered, broken }: Tried<P>,
  turn: number,
): P | null => {
  const inState = (state: PredictorState, again: boolean) =>
    predictors.filter((each) => each.state === state && !answered.has(each) && broken.has(each) === again);
  return (
    leastBusy(inState('ready', false), turn) ??
    leastBusy(inState('suspect', false), turn) ??
    leastBusy(inState('ready', true), turn) ??
    leastBusy(inState('suspect', true), turn)
  );
};
