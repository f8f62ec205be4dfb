/** Keeps the `count` items with the highest ranks; of equal ranks those that came first. */
export class Highest<Item> {
  readonly #count: number;
  /** Ascending by rank. */
  readonly #kept: { readonly rank: number; readonly item: Item }[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** `make` is called only for an item that is kept for now. */
  offer(rank: number, make: () => Item): void {
    const kept = this.#kept;
    if (kept.length === this.#count && !(rank > kept[0]!.rank)) return;
    let at = kept.length;
    while (at > 0 && kept[at - 1]!.rank >= rank) at--;
    kept.splice(at, 0, { rank, item: make() });
    if (kept.length > this.#count) kept.shift();
  }

  /** The highest first. */
  items(): Item[] {
    return this.#kept.map(({ item }) => item).reverse();
  }
}
