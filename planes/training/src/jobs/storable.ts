/** PostgreSQL holds neither NUL nor half a surrogate pair, in text or in JSON, and programs write both. */
export const storable = (text: string): string => text.replaceAll('\0', '\u{FFFD}').toWellFormed();

/** A document as JSON that the database takes, whatever a program wrote into its texts. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? storable(inner) : inner));
