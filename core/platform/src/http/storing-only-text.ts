import { SlipwayError } from '@slipway/contracts';
import type { Handle } from './contract-server.ts';

/** PostgreSQL stores neither NUL nor half of a surrogate pair in text and JSON. */
const unstorable = (text: string): boolean => text.includes('\u0000') || !text.isWellFormed();

/** The path of the first text (a key or a value) that the database cannot hold; null when all can be stored. */
const unstorableField = (value: unknown, path = ''): string | null => {
  if (typeof value === 'string') return unstorable(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const field = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = unstorable(key) ? path : unstorableField(inner, field);
    if (found !== null) return found;
  }
  return null;
};

/** Throws INVALID_REQUEST with the field whose text the database cannot hold. */
export const assertStorable = (value: unknown): void => {
  const field = unstorableField(value);
  if (field === null) return;
  const reason = `${field || 'the body'} has a NUL character or half of a surrogate pair`;
  throw new SlipwayError('INVALID_REQUEST', { reason }, { field });
};

/** Refuses, on every route, text that the database would refuse later with an error that names no field. */
export const storingOnlyText =
  (handle: Handle): Handle =>
  (route, handler) =>
    handle(route, (request) => {
      assertStorable(request.params);
      assertStorable(request.query);
      assertStorable(request.body);
      return handler(request);
    });
