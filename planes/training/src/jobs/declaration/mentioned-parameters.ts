/** Strings, quoted names, comments and dollar-quoted strings of SQL: what looks like a parameter there is none. */
const NO_CODE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/g;

/** Names of the parameters (`$name`) that a statement mentions, each once, in order. */
export const mentionedParameters = (sql: string): string[] => {
  const code = sql.replaceAll(NO_CODE, ' ');
  return [...new Set([...code.matchAll(/\$([A-Za-z_]\w*)/g)].map(([, name]) => name as string))];
};
