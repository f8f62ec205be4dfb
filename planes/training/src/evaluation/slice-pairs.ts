import type { EvaluationPlan, SliceDeclaration } from '@slipway/contracts';
import { impossible } from './impossible.ts';
import type { SliceColumn } from './slice-column.ts';
import { MINIMUM_SLICE_ROWS } from './slice-results.ts';
import { type Slice, slicesOf } from './slicing.ts';

/** A report with more would not be read, and its evidence is sent and stored as a whole. */
const MOST_PAIRS = 200;

/** Slices of an evaluation, with how many pairs of values are not among them. */
export interface PlannedSlices {
  readonly slices: readonly Slice[];
  /** Null where no pairs are declared. */
  readonly leftOut: { readonly insufficient: number; readonly beyondLimit: number } | null;
}

/**
 * The declared slices, then the pairs of those of two columns that have at least 50 rows, the largest first and at most 200:
 * a model may do well on both columns and fail where they meet. Throws EVALUATION_IMPOSSIBLE for a pair of a column that has
 * no slices.
 */
export const plannedSlices = (
  plan: Pick<EvaluationPlan, 'slices' | 'pairs'>,
  columns: readonly SliceColumn[],
): PlannedSlices => {
  const single = plan.slices.map((declaration) => ({
    declaration,
    slices: slicesOf(declaration, columns.find(({ name }) => name === declaration.column)!),
  }));
  const slices = single.flatMap((own) => own.slices);
  const wanted = declaredPairs(plan);
  if (wanted.length === 0) return { slices, leftOut: null };
  const of = (declaration: SliceDeclaration) => single.find((own) => own.declaration === declaration)!.slices;
  const pairs = wanted.flatMap(([a, b]) => crossed(of(a), of(b), columns));
  const sufficient = pairs
    .filter(({ rows }) => rows.length >= MINIMUM_SLICE_ROWS)
    .sort((a, b) => b.rows.length - a.rows.length);
  return {
    slices: [...slices, ...sufficient.slice(0, MOST_PAIRS)],
    leftOut: {
      insufficient: pairs.length - sufficient.length,
      beyondLimit: Math.max(0, sufficient.length - MOST_PAIRS),
    },
  };
};

const declaredPairs = ({
  slices,
  pairs = false,
}: Pick<EvaluationPlan, 'slices' | 'pairs'>): [SliceDeclaration, SliceDeclaration][] => {
  if (pairs === false) return [];
  if (pairs === true)
    return slices.flatMap((a, i) =>
      slices
        .slice(i + 1)
        .filter(({ column }) => column !== a.column)
        .map((b): [SliceDeclaration, SliceDeclaration] => [a, b]),
    );
  return pairs.map(([a, b]) => {
    const [one, other] = [a, b].map((column) => slices.find((slice) => slice.column === column));
    if (one === undefined || other === undefined || a === b)
      throw impossible(`the pair of "${a}" and "${b}" needs a slice declaration of each of two columns`);
    return [one, other];
  });
};

const crossed = (a: readonly Slice[], b: readonly Slice[], columns: readonly SliceColumn[]): Slice[] => {
  const length = columns[0]?.texts?.codes.length ?? columns[0]?.numbers?.length ?? 0;
  const ofA = new Int32Array(length).fill(-1);
  a.forEach(({ rows }, index) => {
    for (const row of rows) ofA[row] = index;
  });
  return b.flatMap((other) => {
    const sizes = new Int32Array(a.length);
    for (const row of other.rows) if (ofA[row] !== -1) sizes[ofA[row]!]!++;
    const members = Array.from(sizes, (size) => new Int32Array(size));
    const filled = new Int32Array(a.length);
    for (const row of other.rows) {
      const index = ofA[row]!;
      if (index !== -1) members[index]![filled[index]!++] = row;
    }
    return a.flatMap((one, index) => (sizes[index] === 0 ? [] : [pairOf(one, other, members[index]!)]));
  });
};

const pairOf = (a: Slice, b: Slice, rows: Int32Array): Slice => ({
  column: `${a.column} × ${b.column}`,
  value: `${a.value} × ${b.value}`,
  parts: [
    { column: a.column, value: a.value },
    { column: b.column, value: b.value },
  ],
  rows,
});
