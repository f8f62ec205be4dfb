/**
 * A permutation of 0…rows-1 that depends on the seed alone (Fisher-Yates with the Mulberry32 generator).
 * Yggdrasil's own seed is fixed, so the order of the rows decides which of them it holds out for early stopping.
 */
export function rowOrder(rows: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const random = mulberry32(seed);
  for (let last = rows - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/** Uniform numbers in [0, 1) with 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The rows by ascending key (missing keys first); rows of equal key keep the order they had. */
export function groupedBy(order: Uint32Array, keys: readonly unknown[]): Uint32Array {
  const numbers = Float64Array.from(keys, (key) =>
    key === null || key === undefined ? -Infinity : Number(key),
  );
  return order.toSorted((a, b) => {
    const left = numbers[a] ?? 0;
    const right = numbers[b] ?? 0;
    return left < right ? -1 : left > right ? 1 : 0;
  });
}
