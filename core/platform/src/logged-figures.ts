/** With two classes or with none the score says it all. */
const LEAST_SCORES = 3;

/** Milliseconds as a row of the prediction log holds them: thousandths of a millisecond are the last that is no noise. */
export const loggedMs = <T extends number | null>(milliseconds: T): T =>
  (milliseconds === null ? null : Math.round(milliseconds * 1000) / 1000) as T;

/** The scores of a row as the log holds them; null where the one score says it all, and without an answer. */
export const loggedScores = (scores: readonly number[] | null | undefined): readonly number[] | null =>
  scores && scores.length >= LEAST_SCORES ? scores : null;
