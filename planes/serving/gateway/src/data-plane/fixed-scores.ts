import type { ModelSignature } from '@slipway/contracts';

/**
 * The scores that belong to a score which no model gave: the binary complement, the rest shared evenly by the other classes, or
 * the one regression value.
 */
export const fixedScores = (
  { task, classes }: Pick<ModelSignature, 'task' | 'classes'>,
  { score, decision }: { readonly score: number; readonly decision: string | null },
): readonly number[] => {
  if (task === 'regression') return [score];
  if (task === 'binary') return [1 - score, score];
  const rest = (1 - score) / Math.max(1, classes.length - 1);
  return classes.map((label) => (label === decision ? score : rest));
};
