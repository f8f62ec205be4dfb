import { invalidField } from './error-answer.ts';

const MAX_TIME = 8.64e15;
const MOST_CHARACTERS = 100_000;
/** Every experiment of a large server may be named in a search. */
const MOST_ITEMS = 100_000;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that the database can hold. Throws INVALID_REQUEST. */
export const storable = (text: string, field: string, most = MOST_CHARACTERS): string => {
  if (text.length > most)
    throw invalidField(
      field,
      `'${field}' exceeds the maximum length of ${most} characters, it has ${text.length}`,
    );
  if (text.includes('\u0000') || !text.isWellFormed())
    throw invalidField(field, `'${field}' has a NUL character or half of a surrogate pair`);
  return text;
};

/**
 * The values of a request by name, from JSON or from a query. Clients of other languages send whole numbers as text, so both
 * are taken; unknown names are ignored. Every refusal is INVALID_REQUEST with the name of the field.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  constructor(values: Readonly<Record<string, unknown>>, prefix = '') {
    this.#values = values;
    this.#prefix = prefix;
  }

  /** A query: names that repeat are lists. */
  static ofQuery(query: URLSearchParams): Fields {
    const values: Record<string, unknown> = {};
    for (const name of new Set(query.keys())) {
      const all = query.getAll(name);
      values[name.replace(/\[\]$/, '')] = all.length === 1 && !name.endsWith('[]') ? all[0] : all;
    }
    return new Fields(values);
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  /** Absent and empty are refused. */
  text(name: string, most = MOST_CHARACTERS): string {
    const value = this.optional(name, most);
    if (value === undefined || value === '')
      throw invalidField(
        this.#path(name),
        `Missing value for required parameter '${this.#path(name)}'. See the API docs`,
      );
    return value;
  }

  optional(name: string, most = MOST_CHARACTERS): string | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') throw this.#wrong(name, value, 'text');
    return storable(String(value), this.#path(name), most);
  }

  /** A whole number that a double holds exactly. */
  integer(name: string): number {
    const value = this.optionalInteger(name);
    if (value === undefined)
      throw invalidField(
        this.#path(name),
        `Missing value for required parameter '${this.#path(name)}'. See the API docs`,
      );
    return value;
  }

  optionalInteger(name: string): number | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number))
      throw this.#wrong(name, value, 'a whole number');
    return number;
  }

  /** Milliseconds since the epoch. */
  time(name: string): number {
    const value = this.integer(name);
    if (Math.abs(value) > MAX_TIME) throw this.#wrong(name, value, 'milliseconds since the epoch');
    return value;
  }

  /** Infinities are clamped to the largest doubles, as MLflow's own store does; NaN stays. */
  double(name: string): number {
    const value = this.#get(name);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || (Number.isNaN(number) && value !== 'NaN'))
      throw this.#wrong(name, value, 'a number');
    if (Number.isNaN(number)) return number;
    return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, number));
  }

  /** One of `names`; protocol buffers also allow its number, counted from `first`. */
  oneOf<N extends string>(name: string, names: readonly N[], first = 1): N | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value;
    const chosen = typeof number === 'number' ? names[number - first] : names.find((each) => each === value);
    if (chosen === undefined) throw this.#wrong(name, value, `one of ${names.join(', ')}`);
    return chosen;
  }

  flag(name: string): boolean {
    const value = this.#get(name);
    if (value === undefined) return false;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw this.#wrong(name, value, 'true or false');
  }

  /** Absent is empty; in a query a single value is a list too. */
  texts(name: string, most = MOST_ITEMS): string[] {
    const value = this.#get(name);
    if (value === undefined) return [];
    const list = Array.isArray(value) ? value : [value];
    this.#assertFew(name, list, most);
    return list.map((each, index) => {
      if (typeof each !== 'string' && typeof each !== 'number')
        throw this.#wrong(`${name}[${index}]`, each, 'text');
      return storable(String(each), this.#path(`${name}[${index}]`), MOST_CHARACTERS);
    });
  }

  /** Absent is empty. */
  objects(name: string, most = MOST_ITEMS): Fields[] {
    const value = this.#get(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.#wrong(name, value, 'a list');
    this.#assertFew(name, value, most);
    return value.map((each, index) => {
      const path = `${this.#path(name)}[${index}]`;
      if (!isRecord(each)) throw this.#wrong(`${name}[${index}]`, each, 'an object');
      return new Fields(each, `${path}.`);
    });
  }

  object(name: string): Fields {
    const value = this.#get(name);
    if (!isRecord(value)) throw this.#wrong(name, value, 'an object');
    return new Fields(value, `${this.#path(name)}.`);
  }

  #get(name: string): unknown {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
    return value === null ? undefined : value;
  }

  #assertFew(name: string, list: readonly unknown[], most: number): void {
    if (list.length > most)
      throw invalidField(
        this.#path(name),
        `'${this.#path(name)}' can have at most ${most} items, it has ${list.length}`,
      );
  }

  #path(name: string): string {
    return `${this.#prefix}${name}`;
  }

  #wrong(name: string, value: unknown, wanted: string) {
    const shown = (JSON.stringify(value) ?? 'nothing').slice(0, 100);
    return invalidField(
      this.#path(name),
      `Invalid value ${shown} for parameter '${this.#path(name)}' supplied: it must be ${wanted}`,
    );
  }
}
