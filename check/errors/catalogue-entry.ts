/** What the catalogue of @slipway/contracts says of one error. */
export interface CatalogueEntry {
  readonly kind: string;
  /** With `{name}` where a value is filled in. */
  readonly problem: string;
  readonly remedy: string;
}

/** Every error by its code. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

/** The names of the values that an entry needs. */
export function placeholdersOf(entry: CatalogueEntry): string[] {
  const names = [...`${entry.problem} ${entry.remedy}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  return [...new Set(names)];
}
