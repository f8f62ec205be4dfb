import { type Scalar, SlipwayError } from '@slipway/contracts';

const scalarOf = (text: string): Scalar => {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
};

/** `['a=1', 'b=x']` as `{a: 1, b: 'x'}`; numbers and booleans are recognised. Throws INVALID_REQUEST with the wrong one. */
export const parseAssignments = (texts: readonly string[]): Record<string, Scalar> =>
  Object.fromEntries(
    texts.map((text): [string, Scalar] => {
      const at = text.indexOf('=');
      if (at < 1)
        throw new SlipwayError('INVALID_REQUEST', { reason: `"${text}" is not name=value` }, { field: text });
      return [text.slice(0, at), scalarOf(text.slice(at + 1))];
    }),
  );

/** Collects a repeatable option. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

/** A whole number of an option. Throws INVALID_REQUEST that names it. */
export const wholeNumber =
  (option: string) =>
  (text: string): number => {
    if (!/^\d+$/.test(text))
      throw new SlipwayError(
        'INVALID_REQUEST',
        { reason: `${option}: "${text}" is not a whole number` },
        { field: option },
      );
    return Number(text);
  };
