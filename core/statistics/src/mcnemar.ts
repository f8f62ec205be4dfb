import { requireSameLength } from './argument.ts';
import { binomialCdf, chiSquareTail } from './distributions.ts';
import type { Sample } from './sample.ts';

/** Rows on which exactly one of two classifiers was right. */
export interface Discordance {
  /** Champion right, candidate wrong. */
  readonly championOnly: number;
  /** Candidate right, champion wrong. */
  readonly candidateOnly: number;
}

/** McNemar's test of equal accuracy on the same rows. */
export interface McNemarResult extends Discordance {
  /** The p value to use: `mid-p` up to 1000 discordant rows, above that the chi-square without correction. */
  readonly p: number;
  readonly method: 'mid-p' | 'chi-square';
  readonly exactP: number;
  readonly midP: number;
  /** (b−c)²/(b+c); 0 without discordant rows. */
  readonly chiSquare: number;
  readonly chiSquareP: number;
  /** With Edwards' continuity correction (|b−c|−1)²/(b+c). */
  readonly correctedChiSquare: number;
  readonly correctedChiSquareP: number;
}

/** Above it the binomial and the chi-square agree to three digits. */
const EXACT_LIMIT = 1000;

/** McNemar's test from the discordant counts (methods.md 3.3). Without discordant rows p is 1. */
export function mcNemar({ championOnly: b, candidateOnly: c }: Discordance): McNemarResult {
  const n = b + c;
  const fewer = Math.min(b, c);
  const lower = n === 0 ? 1 : binomialCdf(fewer, n, 0.5);
  const below = n === 0 || fewer === 0 ? 0 : binomialCdf(fewer - 1, n, 0.5);
  const chiSquare = n === 0 ? 0 : (b - c) ** 2 / n;
  const corrected = n === 0 ? 0 : Math.max(0, Math.abs(b - c) - 1) ** 2 / n;
  const midP = n === 0 ? 1 : Math.min(1, lower + below);
  const chiSquareP = chiSquareTail(chiSquare, 1);
  const method = n <= EXACT_LIMIT ? 'mid-p' : 'chi-square';
  return {
    championOnly: b,
    candidateOnly: c,
    p: method === 'mid-p' ? midP : chiSquareP,
    method,
    exactP: Math.min(1, 2 * lower),
    midP,
    chiSquare,
    chiSquareP,
    correctedChiSquare: corrected,
    correctedChiSquareP: chiSquareTail(corrected, 1),
  };
}

/** Counts the discordant rows of two decision columns against the truth. */
export function discordance(labels: Sample, champion: Sample, candidate: Sample): Discordance {
  requireSameLength('labels', labels, 'champion', champion);
  requireSameLength('labels', labels, 'candidate', candidate);
  let championOnly = 0;
  let candidateOnly = 0;
  for (let i = 0; i < labels.length; i++) {
    const championRight = champion[i] === labels[i];
    if (championRight !== (candidate[i] === labels[i])) championRight ? championOnly++ : candidateOnly++;
  }
  return { championOnly, candidateOnly };
}
