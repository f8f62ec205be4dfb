import { ConversionError } from './conversion-error.ts';
import type { ConditionMessage } from './ydf-messages.ts';

/**
 * What a split asks of its attribute. Category indices include 0, out of dictionary. `in-set` is never read from a file:
 * `nestSets` writes it for a `SetTable`.
 */
export type Condition =
  | { readonly kind: 'missing' }
  | { readonly kind: 'at-least'; readonly threshold: number }
  | { readonly kind: 'true' }
  | { readonly kind: 'member'; readonly elements: readonly number[] }
  | { readonly kind: 'in-set'; readonly set: bigint }
  | { readonly kind: 'bin-at-least'; readonly threshold: number };

/** Reads the `oneof` of conditions; throws for oblique (and unknown) ones. */
export function readCondition(message: ConditionMessage | null): Condition {
  if (message?.na) return { kind: 'missing' };
  if (message?.higher) return { kind: 'at-least', threshold: message.higher.threshold };
  if (message?.trueValue) return { kind: 'true' };
  if (message?.contains) return { kind: 'member', elements: message.contains.elements };
  if (message?.containsBitmap)
    return { kind: 'member', elements: setBits(message.containsBitmap.elementsBitmap) };
  if (message?.discretizedHigher)
    return { kind: 'bin-at-least', threshold: message.discretizedHigher.threshold };
  if (message?.oblique) throw new ConversionError('Oblique splits are not supported.');
  throw new ConversionError('The model has a split of an unknown kind.');
}

/** Positions of the set bits; bit i is bit i % 8 of byte i / 8, the least significant first. */
function setBits(bitmap: Uint8Array): number[] {
  const set: number[] = [];
  for (let bit = 0; bit < bitmap.length * 8; bit += 1) {
    if (((bitmap[bit >> 3] ?? 0) >> (bit & 7)) & 1) set.push(bit);
  }
  return set;
}
