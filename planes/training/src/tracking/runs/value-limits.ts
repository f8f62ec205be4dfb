import { invalidField } from '../door/error-answer.ts';
import type { Fields } from '../door/fields.ts';
import type { KeyValue } from '../storage/value-rows.ts';

const KEY_LENGTH = 250;
const PARAM_LENGTH = 6000;
const TAG_LENGTH = 8000;
const KEY = /^[/\p{L}\p{N}_.\- :]+$/u;

/** A key that is a plain name or a normalised path of them. Throws INVALID_REQUEST. */
export const keyOf = (fields: Fields, name = 'key'): string => {
  const key = fields.text(name, KEY_LENGTH);
  if (!KEY.test(key))
    throw invalidField(
      name,
      `Invalid name '${key}' for parameter '${name}': names may have alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colons (:) and slashes (/) only`,
    );
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..'))
    throw invalidField(
      name,
      `Invalid name '${key}' for parameter '${name}': names are paths without "..", "." and empty parts`,
    );
  return key;
};

/** Values longer than the limit are cut, as MLflow's server does. */
const cut = (value: string, most: number): string => {
  if (value.length <= most) return value;
  const short = value.slice(0, most);
  return short.isWellFormed() ? short : short.slice(0, -1);
};

export const paramOf = (fields: Fields): KeyValue => ({
  key: keyOf(fields),
  value: cut(fields.optional('value') ?? '', PARAM_LENGTH),
});

export const tagOf = (fields: Fields): KeyValue => ({
  key: keyOf(fields),
  value: cut(fields.optional('value') ?? '', TAG_LENGTH),
});
