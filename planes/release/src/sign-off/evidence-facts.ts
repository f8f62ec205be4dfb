import type { EvaluationEvidence } from '@slipway/contracts';

/** Numbers by name; what was not measured is not there. */
type Numbers = Readonly<Record<string, number>>;

/**
 * What a criterion may read of the evidence beside the metrics. Nothing is there of what was not measured, so that a
 * criterion on it is inconclusive rather than met.
 * - `serving.{rows,mismatches,maxDifference}`: rows that a real predictor answered otherwise than the evaluator.
 * - `load.{requestsPerSecond,seconds,rows,requests,errors,answeredPerSecond,p50Ms,p95Ms,p99Ms,p999Ms,maxMs}`: under the declared load.
 * - `robustness.{rows,maxFlipped,maxChange,refusedCases}`: missing, out-of-range and unseen values.
 */
export interface EvidenceFacts {
  readonly serving?: Numbers;
  readonly load?: Numbers;
  readonly robustness?: Numbers;
}

const numbersOf = (document: Readonly<Record<string, unknown>>): Numbers =>
  Object.fromEntries(
    Object.entries(document).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
  );

export const evidenceFacts = ({
  serving,
  load,
  robustness,
}: Pick<EvaluationEvidence, 'serving' | 'load' | 'robustness'>): EvidenceFacts => ({
  ...(serving === undefined ? {} : { serving: numbersOf(serving) }),
  ...(load === undefined ? {} : { load: numbersOf(load) }),
  ...(robustness === undefined ? {} : { robustness: numbersOf(robustness) }),
});
