/** First wait after a crash. Smaller: a process that dies at start burns a core; larger: a single crash is felt. */
const FIRST_DELAY_MS = 200;
/** Longest wait. Larger: a stack recovers late once the cause is gone. */
const LONGEST_DELAY_MS = 10_000;
/** A process that ran this long crashed for a new reason. Smaller: a slow crash loop is never slowed down. */
const HEALTHY_AFTER_MS = 10_000;

/** How long to wait before the next start, and the number of crashes in a row after this one. */
export const nextRestart = (
  crashesInARow: number,
  ranForMs: number,
): { readonly delayMs: number; readonly crashesInARow: number } => {
  const crashes = ranForMs >= HEALTHY_AFTER_MS ? 1 : crashesInARow + 1;
  return { delayMs: Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (crashes - 1)), crashesInARow: crashes };
};
