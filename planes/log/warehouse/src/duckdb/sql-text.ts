/** `"name"`, whatever the name contains. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `'text'`, whatever the text contains. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `['a', 'b']` */
export const literalList = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;

export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** `{"name": 'TYPE', …}`, as read_json and hive_types take it. */
export const columnTypes = (columns: readonly TypedColumn[]): string =>
  `{${columns.map(({ name, type }) => `${literal(name)}: ${literal(type)}`).join(', ')}}`;
