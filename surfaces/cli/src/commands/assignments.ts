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

/** The same for parameters whose types are declared: what is declared as text stays the text that was given. */
export const parseParameters = (
  texts: readonly string[],
  declared: Readonly<Record<string, Scalar>>,
): Record<string, Scalar> =>
  Object.fromEntries(
    Object.entries(parseAssignments(texts)).map(([name, value]) => {
      const given = texts.findLast((text) => text.startsWith(`${name}=`)) ?? '';
      return [name, typeof declared[name] === 'string' ? given.slice(name.length + 1) : value];
    }),
  );

/** Collects a repeatable option. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

const refuse = (option: string, text: string, wanted: string): never => {
  throw new SlipwayError(
    'INVALID_REQUEST',
    { reason: `${option}: "${text}" is not ${wanted}` },
    { field: option },
  );
};

/** A whole number of an option. Throws INVALID_REQUEST that names it. */
export const wholeNumber =
  (option: string) =>
  (text: string): number =>
    /^\d+$/.test(text) ? Number(text) : refuse(option, text, 'a whole number');

/** A finite number of an option. Throws INVALID_REQUEST that names it. */
export const decimal =
  (option: string) =>
  (text: string): number =>
    text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : refuse(option, text, 'a number');

/** A time of an option, in UTC with milliseconds; a date alone is its midnight. Throws INVALID_REQUEST that names it. */
export const time =
  (option: string) =>
  (text: string): string => {
    const parsed = new Date(text);
    return Number.isNaN(parsed.getTime()) ? refuse(option, text, 'a time') : parsed.toISOString();
  };
