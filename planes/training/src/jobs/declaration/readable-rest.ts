import type { z } from 'zod';

type Tree = Record<PropertyKey, unknown>;

const isHolder = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Arrays and objects anew, everything else as it is: a declaration in a program may hold functions and circles. */
export const copyOf = (value: unknown, known = new Map<unknown, unknown>()): unknown => {
  if (!isHolder(value)) return value;
  const earlier = known.get(value);
  if (earlier !== undefined) return earlier;
  const copy: Tree | unknown[] = Array.isArray(value) ? [] : {};
  known.set(value, copy);
  for (const [key, part] of Object.entries(value))
    Object.defineProperty(copy, key, {
      value: copyOf(part, known),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return copy;
};

/** Removes the innermost key of an object on a path; places of a list stay, because others are counted by them. */
const remove = (value: unknown, path: readonly PropertyKey[]): void => {
  let holder: unknown = value;
  let last: { holder: Tree; key: PropertyKey } | null = null;
  for (const key of path) {
    if (!isHolder(holder)) break;
    if (!Array.isArray(holder)) last = { holder, key };
    holder = holder[key];
  }
  if (last !== null) delete last.holder[last.key];
};

/**
 * A value as a schema reads it, without what is wrong in it: each wrong value is left out, or else the whole part at the top that
 * it is in. Undefined when what is left cannot be read either.
 */
export const readableRest = <T>(schema: z.ZodType<T>, value: unknown): T | undefined => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const depth of [Number.POSITIVE_INFINITY, 1]) {
    const copy = copyOf(value);
    for (const { path } of parsed.error.issues) remove(copy, path.slice(0, depth));
    const rest = schema.safeParse(copy);
    if (rest.success) return rest.data;
  }
  return undefined;
};
