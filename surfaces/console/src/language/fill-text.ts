/** The names in braces of a template: `'{n} of {all}'` gives `'n' | 'all'`. */
export type Holes<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Holes<Rest>
  : never;

/** Puts values into the braces of a template; a name without a value stays as it is. */
export const fillText = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
