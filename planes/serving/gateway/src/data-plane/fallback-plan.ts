import type { FixedAnswer, SlipwayError } from '@slipway/contracts';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';

/** Share of the deadline that is kept for the fallback variant. */
const RESERVED = 0.2;

/** Who or what stands in for a variant. */
export type StandIn = { readonly variant: ServedVariant } | { readonly answer: FixedAnswer };

/**
 * The stand-in of a variant: the endpoint's fallback, unless that is the variant itself, is not there or is switched off. None
 * for a client that addressed the variant: it wants to know how this one does.
 */
export const standInFor = (
  { parameters, variants }: Pick<ServedRoute, 'parameters' | 'variants'>,
  variant: ServedVariant,
  addressed: string | null,
): StandIn | null => {
  const { fallback } = parameters;
  if (!fallback || addressed !== null) return null;
  if ('answer' in fallback) return fallback;
  const other = variants.get(fallback.variant);
  return other && other !== variant && other.active ? { variant: other } : null;
};

/** Errors of the serving side: no predictor, a failing one, a full one, one that is too slow. Bad input stays an error. */
export const mayStandIn = ({ kind }: SlipwayError): boolean =>
  kind === 'unavailable' || kind === 'busy' || kind === 'timeout';

/** Milliseconds for the variant itself, of those for the whole; the rest is for its stand-in. */
export const ownTimeMs = (wholeMs: number, standIn: StandIn | null): number =>
  standIn && 'variant' in standIn ? wholeMs * (1 - RESERVED) : wholeMs;
