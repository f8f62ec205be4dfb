import type { RuledRow } from './planned-rows.ts';

/** Rows of a request that one variant is asked about. */
export interface RowGroup {
  readonly variant: string;
  readonly indices: readonly number[];
}

const indicesUpTo = (rows: number): readonly number[] =>
  rows === 1 ? [0] : Array.from({ length: rows }, (_, index) => index);

/** The rows by the variant that was chosen for them, in the order of the rows; those that a rule answers are in no group. */
export const groupRows = (
  choices: readonly { readonly variant: string }[],
  ruled: readonly RuledRow[] | null,
): readonly RowGroup[] => {
  const first = choices[0];
  if (first && choices.every((choice, row) => choice === first && !ruled?.[row]?.answer))
    return [{ variant: first.variant, indices: indicesUpTo(choices.length) }];
  const groups = new Map<string, number[]>();
  choices.forEach(({ variant }, row) => {
    if (ruled?.[row]?.answer) return;
    const group = groups.get(variant);
    if (group) group.push(row);
    else groups.set(variant, [row]);
  });
  return [...groups].map(([variant, indices]) => ({ variant, indices }));
};
