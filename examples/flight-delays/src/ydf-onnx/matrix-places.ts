import type { SetTable } from './set-table.ts';

/** The first place of each input in the matrix that the trees read: one number each, or the columns of its table. */
export function matrixPlaces(
  inputs: readonly number[],
  tables: ReadonlyMap<number, SetTable>,
): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  let place = 0;
  for (const input of inputs) {
    places.set(input, place);
    place += tables.get(input)?.columns ?? 1;
  }
  return places;
}
