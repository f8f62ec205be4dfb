import { requireFinite, requireSameLength } from './argument.ts';
import { auc } from './auc.ts';
import { averagePrecision } from './average-precision.ts';
import type { Sample } from './sample.ts';

/** How well the rows of one group are ranked; each is `null` where the group does not define it. */
export interface RankingQuality {
  /** Discounted gain of the first `at` ranks over the best possible one. `null` without a relevant row. */
  readonly ndcg: number | null;
  /** Average precision; a row is relevant when its relevance is above 0. */
  readonly averagePrecision: number | null;
  /** One over the rank of the first relevant row. */
  readonly reciprocalRank: number | null;
  /** AUC within the group: `null` when all or none of its rows are relevant. */
  readonly auc: number | null;
}

/**
 * Judges the ranking of one group by descending score (methods.md 3.1, within groups). Gains are linear in the relevance
 * (0 or more) with discount 1/log₂(rank + 1). Rows with equal scores have no order: NDCG and reciprocal rank are their
 * expected values over all orders of the ties (McSherry & Najork 2008), average precision takes them together.
 * @throws RangeError on a negative relevance.
 */
export function rankingQuality(relevance: Sample, scores: Sample, at = 10): RankingQuality {
  requireSameLength('relevance', relevance, 'scores', scores);
  requireFinite('scores', scores);
  const gains = Float64Array.from(relevance as ArrayLike<number>);
  const bad = gains.findIndex((gain) => !(gain >= 0 && Number.isFinite(gain)));
  if (bad !== -1) throw new RangeError(`relevance[${bad}] is ${gains[bad]}; expected 0 or more`);
  const relevant = gains.map((gain) => (gain > 0 ? 1 : 0));
  if (!relevant.includes(1)) return { ndcg: null, averagePrecision: null, reciprocalRank: null, auc: null };
  const order = Array.from(gains, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const ideal = Array.from(gains).sort((a, b) => b - a);
  return {
    ndcg: discountedGain(order, gains, scores, at) / idealGain(ideal, at),
    averagePrecision: averagePrecision(relevant, scores),
    reciprocalRank: firstRank(order, relevant, scores),
    auc: auc(relevant, scores),
  };
}

const discount = (rank: number): number => 1 / Math.log2(rank + 1);

const idealGain = (descending: readonly number[], at: number): number =>
  descending.slice(0, at).reduce((sum, gain, i) => sum + gain * discount(i + 1), 0);

/** Every rank of a tie gets the tie's mean gain. */
function discountedGain(order: readonly number[], gains: Float64Array, scores: Sample, at: number): number {
  let sum = 0;
  for (let from = 0; from < Math.min(at, order.length); ) {
    const to = endOfTie(order, scores, from);
    let gain = 0;
    for (let i = from; i < to; i++) gain += gains[order[i]!]!;
    for (let i = from; i < Math.min(at, to); i++) sum += (gain / (to - from)) * discount(i + 1);
    from = to;
  }
  return sum;
}

/** E[1/rank] of the first relevant row: within its tie it stands at place j with a hypergeometric chance. */
function firstRank(order: readonly number[], relevant: Float64Array, scores: Sample): number {
  for (let from = 0; from < order.length; ) {
    const to = endOfTie(order, scores, from);
    const size = to - from;
    let hits = 0;
    for (let i = from; i < to; i++) hits += relevant[order[i]!]!;
    if (hits > 0) {
      let chance = hits / size;
      let expected = 0;
      for (let place = 1; place <= size - hits + 1; place++) {
        expected += chance / (from + place);
        chance *= (size - place - hits + 1) / (size - place);
      }
      return expected;
    }
    from = to;
  }
  return 0;
}

function endOfTie(order: readonly number[], scores: Sample, from: number): number {
  let to = from + 1;
  while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
  return to;
}
