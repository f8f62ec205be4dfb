import type { Sample } from './sample.ts';

/** @throws RangeError naming both columns when their lengths differ. */
export function requireSameLength(
  nameA: string,
  a: ArrayLike<unknown>,
  nameB: string,
  b: ArrayLike<unknown>,
): void {
  if (a.length !== b.length) {
    throw new RangeError(`${nameA} has ${a.length} rows but ${nameB} has ${b.length}`);
  }
}

/** @throws RangeError with the row of the first label that is neither 0 nor 1. */
export function requireLabels(labels: Sample): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label !== 0 && label !== 1) throw new RangeError(`labels[${i}] is ${label}; expected 0 or 1`);
  }
}

/** @throws RangeError with the row of the first value outside [0, 1], NaN included. */
export function requireProbabilities(name: string, values: Sample): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && value <= 1))
      throw new RangeError(`${name}[${i}] is ${value}; expected a probability`);
  }
}

/** @throws RangeError with the row of the first NaN or infinite value. */
export function requireFinite(name: string, values: Sample): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new RangeError(`${name}[${i}] is ${values[i]}; expected a finite number`);
  }
}

/** @throws RangeError unless 0 < value < 1. */
export function requireOpenUnit(name: string, value: number): void {
  if (!(value > 0 && value < 1))
    throw new RangeError(`${name} is ${value}; expected a number between 0 and 1`);
}
