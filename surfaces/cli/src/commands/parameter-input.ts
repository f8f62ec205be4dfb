import {
  type ParameterChange,
  ServingParameterValues,
  SlipwayError,
  type ServingParameterValues as Values,
} from '@slipway/contracts';
import { checkedInput } from './checked-input.ts';
import { jsonOf, textOf } from './given-file.ts';

type Given = Readonly<Record<string, unknown>>;

/** Parameters that are text, though they look like a number or a truth. */
const TEXTS: ReadonlySet<string> = new Set([
  'message',
  'activeVariant',
  'variant',
  'unit',
  'level',
  'decision',
]);

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (field: string, reason: string, cause?: unknown): never => {
  throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${reason}` }, { field, cause });
};

const jsonValue = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return refuse(name, `is not valid JSON: ${(cause as Error).message}`, cause);
  }
};

/** `v1:0.9,v2:0.1` */
const weightsOf = (text: string): unknown =>
  text.split(',').map((part) => {
    const [variant, weight, ...more] = part.split(':');
    const share = Number(weight);
    return weight?.trim() && more.length === 0 && Number.isFinite(share)
      ? { variant: variant?.trim(), weight: share }
      : refuse('weights', `"${part}" is not variant:share`);
  });

const givenValue = (name: string, text: string): unknown => {
  if (text === 'null') return null;
  if (/^\s*[[{]/.test(text)) return jsonValue(name, text);
  if (name === 'weights') return text === '' ? [] : weightsOf(text);
  if (TEXTS.has(name.split('.').at(-1) ?? '')) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
};

const withPath = (base: Given, [key, ...rest]: readonly string[], value: unknown): Given => {
  const name = key ?? '';
  if (rest.length === 0) return { ...base, [name]: value };
  const inner = base[name];
  return { ...base, [name]: withPath(isObject(inner) ? inner : {}, rest, value) };
};

const withoutPath = (base: Given, [key, ...rest]: readonly string[]): Given => {
  const name = key ?? '';
  const { [name]: inner, ...others } = base;
  if (rest.length === 0 || !isObject(inner)) return rest.length === 0 ? others : base;
  return { ...base, [name]: withoutPath(inner, rest) };
};

/** The values that `name=value` texts say; `log.sampling=0.1` changes one part of what is in force. Throws INVALID_REQUEST. */
export const assignedParameters = (texts: readonly string[], inForce: Values, base: Given = {}): Given => {
  let all = base;
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) return refuse(text, 'is not name=value');
    const path = text.slice(0, at).split('.');
    const [top = ''] = path;
    // A fallback is a variant or an answer: a part of the other one would make it neither.
    const old = top === 'fallback' ? undefined : inForce[top as keyof Values];
    if (path.length > 1 && !(top in all) && old !== undefined) all = { ...all, [top]: old };
    all = withPath(all, path, givenValue(path.join('.'), text.slice(at + 1)));
  }
  return all;
};

/** What `unset` takes away: whole parameters, and parts such as `variants.v2` as what is left of the parameter. Throws INVALID_REQUEST. */
export const clearedParameters = (names: readonly string[], inForce: Values): ParameterChange => {
  const whole = names.filter((name) => !name.includes('.'));
  const parts = names.filter((name) => name.includes('.')).map((name) => name.split('.'));
  for (const name of [...whole, ...parts.map(([top]) => top ?? '')])
    if (!(name in ServingParameterValues.shape)) refuse(name, 'is not a serving parameter');
  const left = parts.reduce<Given>((all, path) => withoutPath(all, path), { ...inForce });
  const values = Object.fromEntries(parts.flatMap(([top = '']) => (top in left ? [[top, left[top]]] : [])));
  return {
    values: checkedInput(ServingParameterValues, values),
    unset: whole as ParameterChange['unset'],
  };
};

/** The parameters in a JSON or YAML file; `-` is standard input. Throws NOT_FOUND, INVALID_JSON, INVALID_REQUEST. */
export const parametersInFile = async (path: string): Promise<Given> => {
  const content = path.endsWith('.json') ? await jsonOf(path) : await yamlOf(path, await textOf(path));
  return isObject(content) ? content : refuse(path, 'must hold one object');
};

const yamlOf = async (path: string, text: string): Promise<unknown> => {
  const { parse } = await import('yaml');
  try {
    return parse(text);
  } catch (cause) {
    return refuse(path, `is not valid YAML: ${(cause as Error).message.split('\n', 1)[0]}`, cause);
  }
};

/** What a person gives to `set` and `try`. Throws INVALID_REQUEST with every wrong parameter. */
export const givenParameters = async (
  texts: readonly string[],
  file: string | undefined,
  inForce: () => Promise<Values>,
): Promise<Values> => {
  const base = file === undefined ? {} : await parametersInFile(file);
  const needed = texts.some((text) => (text.split('=', 1)[0] ?? '').includes('.'));
  return checkedInput(ServingParameterValues, assignedParameters(texts, needed ? await inForce() : {}, base));
};
