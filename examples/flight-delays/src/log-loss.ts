/**
 * Mean of -ln(probability given to what happened), natural logarithm. A score of exactly 0 or 1 that is wrong would make
 * it infinite; it counts as 1e-15 from there.
 */
export function logLoss(scores: readonly number[], happened: readonly boolean[]): number {
  let sum = 0;
  scores.forEach((score, row) => {
    const given = happened[row] ? score : 1 - score;
    sum -= Math.log(Math.max(given, 1e-15));
  });
  return sum / scores.length;
}
