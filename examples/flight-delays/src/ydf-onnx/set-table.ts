/** The greatest number that a cell of the table holds, so the most sets that one chain may have. */
const LONGEST_CHAIN = 255;

/**
 * Answers "is the category in this set?" with a comparison. A set is a bigint whose bit i stands for row i: a category
 * index, or, in the last row, a missing value. Each column of the table is for a chain of sets, each inside the next:
 * the cell says how many of them hold the row, so the row is in a set when its cell reaches the set's threshold.
 */
export class SetTable {
  readonly rows: number;
  readonly columns: number;
  readonly #cells: Uint8Array;
  readonly #places = new Map<bigint, { column: number; threshold: number }>();

  constructor(rows: number, sets: Iterable<bigint>) {
    const all = chains(sets);
    this.rows = rows;
    this.columns = all.length;
    this.#cells = new Uint8Array(rows * all.length);
    all.forEach((chain, column) => {
      chain.forEach((set, i) => {
        this.#places.set(set, { column, threshold: chain.length - i });
        for (let row = 0; row < rows; row += 1)
          if ((set >> BigInt(row)) & 1n) this.#count(row * all.length + column);
      });
    });
  }

  /** Row after row. */
  get cells(): Uint8Array {
    return this.#cells;
  }

  /** Where to look for a set that the table was made of: its elements have at least `threshold` in `column`. */
  place(set: bigint): { readonly column: number; readonly threshold: number } | undefined {
    return this.#places.get(set);
  }

  #count(cell: number): void {
    this.#cells[cell] = (this.#cells[cell] ?? 0) + 1;
  }
}

/** Few chains that hold all sets: from small to large, each set goes on the chain with the largest set inside it. */
function chains(sets: Iterable<bigint>): bigint[][] {
  const bySize = [...new Set(sets)].map((set) => ({ set, size: sizeOf(set) }));
  bySize.sort((a, b) => a.size - b.size || (a.set < b.set ? -1 : 1));
  const done: bigint[][] = [];
  const open: { chain: bigint[]; last: bigint }[] = [];
  for (const { set } of bySize) {
    const at = open.findLastIndex(({ last }) => (last & set) === last);
    const chain = at < 0 ? [] : (open.splice(at, 1)[0]?.chain ?? []);
    if (chain.length === 0) done.push(chain);
    chain.push(set);
    if (chain.length < LONGEST_CHAIN) open.push({ chain, last: set });
  }
  return done;
}

function sizeOf(set: bigint): number {
  return set.toString(2).replaceAll('0', '').length;
}
