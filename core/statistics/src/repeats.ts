import { binomialTail } from './distributions.ts';

/** How much a column of values (input hashes, outputs) repeats itself. */
export interface Repetition {
  readonly rows: number;
  readonly distinct: number;
  /** Rows beyond the first of each value: Σ(n−1)/Σn. */
  readonly excessShare: number;
  /** Rows of the commonest value: max(n)/Σn. */
  readonly topShare: number;
}

/** Repetition from the number of rows per distinct value; `null` without rows. */
export function repetition(countPerValue: readonly number[]): Repetition | null {
  let rows = 0;
  let distinct = 0;
  let top = 0;
  for (const count of countPerValue) {
    rows += count;
    if (count > 0) distinct++;
    if (count > top) top = count;
  }
  return rows > 0 ? { rows, distinct, excessShare: (rows - distinct) / rows, topShare: top / rows } : null;
}

/** The longest run of equal neighbours. */
export function longestRun(values: ArrayLike<string | number>): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < values.length; i++) {
    run = i > 0 && values[i] === values[i - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
}

/** Whether repeated rows are more than the reference explains. */
export interface RepetitionCheck {
  readonly state: 'ok' | 'alert' | 'insufficient-data';
  readonly share: number | null;
  /** P(X ≥ repeated) under the reference share. */
  readonly p: number;
  /** The share that is needed besides p: max(3 × reference, 5 %). */
  readonly leastShare: number;
}

/** Fewest rows of a window in which repetition is judged. */
export const REPETITION_ROWS = 200;

/**
 * Judges `repeated` of `rows` (excess rows, or those of the top value) against the reference share (methods.md 6.3):
 * an alert needs both significance and size, because with many rows a harmless change is significant too.
 */
export function checkRepetition(
  repeated: number,
  rows: number,
  referenceShare: number,
  alpha = 1e-4,
): RepetitionCheck {
  if (!(repeated >= 0 && repeated <= rows))
    throw new RangeError(`repeated is ${repeated}; expected 0 to ${rows}`);
  if (!(referenceShare >= 0 && referenceShare <= 1))
    throw new RangeError(`referenceShare is ${referenceShare}; expected 0 to 1`);
  const leastShare = Math.max(3 * referenceShare, 0.05);
  if (rows === 0) return { state: 'insufficient-data', share: null, p: 1, leastShare };
  const share = repeated / rows;
  const p = binomialTail(repeated, rows, referenceShare);
  const state =
    rows < REPETITION_ROWS ? 'insufficient-data' : p < alpha && share >= leastShare ? 'alert' : 'ok';
  return { state, share, p, leastShare };
}
