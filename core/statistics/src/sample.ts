/** A column of numbers. Nothing in this package changes a sample it is given. */
export type Sample = readonly number[] | Float64Array | Float32Array | Uint8Array;

/** A copy of the sample, sorted ascending, for the functions that ask for sorted input. */
export function sorted(sample: Sample): Float64Array {
  return Float64Array.from(sample as ArrayLike<number>).sort();
}

/** Keeps the finite values; `dropped` counts the NaN and infinite ones, which is a monitored figure of its own. */
export function finite(sample: Sample): { values: Float64Array; dropped: number } {
  const kept = new Float64Array(sample.length);
  let count = 0;
  for (let i = 0; i < sample.length; i++) {
    const value = sample[i]!;
    if (Number.isFinite(value)) kept[count++] = value;
  }
  return { values: kept.slice(0, count), dropped: sample.length - count };
}
