import type { GuardrailResult } from '@slipway/contracts';
import { durationText } from '../components/duration.tsx';
import type { Translate } from '../language/language-provider.tsx';

/** `slow answers > 250 ms` */
export const guardrailName = (
  { metric, overMs }: Pick<GuardrailResult, 'metric' | 'overMs'>,
  t: Translate,
): string => {
  const name = t(`guardrail.${metric}`);
  return overMs === null ? name : `${name} > ${durationText(overMs, t)}`;
};
