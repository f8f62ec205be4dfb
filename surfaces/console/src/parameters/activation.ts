import type { ParameterRevision } from '@slipway/contracts';

const isOn = ({ values }: ParameterRevision): boolean => values.activate ?? true;

/** The revision that switched the endpoint on or off as it is now; null when it was never otherwise. `revisions`: newest first. */
export const switchedBy = (revisions: readonly ParameterRevision[]): ParameterRevision | null => {
  const [latest] = revisions;
  if (latest === undefined) return null;
  const otherwise = revisions.findIndex((revision) => isOn(revision) !== isOn(latest));
  if (otherwise > 0) return revisions[otherwise - 1] ?? null;
  return isOn(latest) ? null : (revisions.at(-1) ?? null);
};
