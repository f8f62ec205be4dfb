import { partsOf } from './field-path.ts';

const escapeExpression = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

/** Where a key is written in an object literal; shorthand too. */
const keyPlaces = (source: string, key: string): number[] => {
  const name = escapeExpression(key);
  const expression = new RegExp(`(['"])${name}\\1(?=\\s*:)|(?<![\\w$.'"])${name}(?=\\s*[:,}\\n])`, 'g');
  return [...source.matchAll(expression)].map(({ index }) => index);
};

const namePlace = (source: string, name: unknown): number => {
  if (typeof name !== 'string') return -1;
  return source.search(new RegExp(`\\bname['"]?\\s*:\\s*(['"\`])${escapeExpression(name)}\\1`));
};

/** The braces around a place: where the object begins and ends in which it is written. Braces within strings can mislead it. */
const objectAround = (source: string, place: number): [number, number] => {
  let from = place;
  for (let depth = 0; from > 0 && depth < 1; ) {
    from -= 1;
    if (source[from] === '}') depth -= 1;
    else if (source[from] === '{') depth += 1;
  }
  let to = from + 1;
  for (let depth = 1; to < source.length && depth > 0; to++) {
    if (source[to] === '{') depth += 1;
    else if (source[to] === '}') depth -= 1;
  }
  return [from, to];
};

/** A key of a step, or the name of the step where the key is not written. */
const stepPlace = (source: string, step: unknown, key: string): number => {
  const own = namePlace(source, (step as { name?: unknown } | undefined)?.name);
  if (own < 0) return -1;
  const [from, to] = objectAround(source, own);
  return keyPlaces(source, key).find((place) => place > from && place < to) ?? own;
};

/**
 * The line on which a field is literally written in a program, counted from 1; undefined when it cannot be told. A program is
 * not read for it: a key that stands there once is the one, and one of a step is looked for in the object that
 * holds the step's name.
 */
export const sourceLine = (source: string, value: unknown, field: string): number | undefined => {
  const parts = partsOf(field);
  const key = parts.findLast((part) => typeof part === 'string');
  if (key === undefined) return undefined;
  const steps = (value as { steps?: unknown } | null | undefined)?.steps;
  const index = parts[1];
  const ofStep = parts[0] === 'steps' && typeof index === 'number' && Array.isArray(steps);
  const places = ofStep ? [stepPlace(source, steps[index], key)] : keyPlaces(source, key);
  const [place = -1, ...others] = places;
  return place < 0 || others.length > 0 ? undefined : source.slice(0, place).split('\n').length;
};
