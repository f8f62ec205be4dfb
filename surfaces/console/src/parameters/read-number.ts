import type { Complain } from './field-problem.ts';

export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

const TYPED = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number in a text; null for an empty one, NaN after complaining about anything that is not a number within the limits. */
export const readNumber = (
  text: string,
  field: string,
  { min, max, whole = false }: NumberLimits,
  complain: Complain,
): number | null => {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = TYPED.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!Number.isFinite(value)) complain(field, 'problem.number');
  else if (whole && !Number.isInteger(value)) complain(field, 'problem.whole');
  else if (value < min || value > max) complain(field, 'problem.range', { min, max });
  else return value;
  return Number.NaN;
};

/** The same, where an empty text is a problem too. */
export const readRequiredNumber = (
  text: string,
  field: string,
  limits: NumberLimits,
  complain: Complain,
): number => {
  const value = readNumber(text, field, limits, complain);
  if (value === null) complain(field, 'problem.empty');
  return value ?? Number.NaN;
};

/** A share that was typed in percent. */
export const readShare = (text: string, field: string, complain: Complain): number =>
  readRequiredNumber(text, field, { min: 0, max: 100 }, complain) / 100;
