import type { ColumnDifference, ColumnProfile, Snapshot, SnapshotDifference } from '@slipway/contracts';
import { differenceSummary } from './difference-summary.ts';
import { profileShift } from './profile-shift.ts';

type Profiled = Pick<Snapshot, 'rows' | 'columns'>;

/** Share of the rows from which a value is worth a word: of values that hardly repeat, the first ten say nothing. */
const FREQUENT = 0.01;

/** The middle decile of a numeric column. */
export const medianOf = ({ quantiles }: ColumnProfile): number | null => quantiles[4] ?? null;

const changeOf = (
  before: ColumnProfile | undefined,
  after: ColumnProfile | undefined,
): ColumnDifference['change'] => {
  if (!before) return 'added';
  if (!after) return 'removed';
  return before.type === after.type ? 'kept' : 'retyped';
};

const columnDifference = (name: string, earlier: Profiled, later: Profiled): ColumnDifference => {
  const before = earlier.columns.find((column) => column.name === name);
  const after = later.columns.find((column) => column.name === name);
  const pair = <T>(read: (profile: ColumnProfile, rows: number) => T | null) => ({
    before: before ? read(before, earlier.rows) : null,
    after: after ? read(after, later.rows) : null,
  });
  const change = changeOf(before, after);
  const known = new Set(before?.top.map(({ value }) => value));
  const shift = change === 'kept' && before && after ? profileShift(before, after) : null;
  return {
    name,
    change,
    type: pair(({ type }) => type),
    nullShare: pair(({ nulls }, rows) => (rows === 0 ? null : nulls / rows)),
    distinct: pair(({ distinct }) => distinct),
    min: pair(({ min }) => min),
    max: pair(({ max }) => max),
    median: pair(medianOf),
    shift: shift?.shift ?? null,
    shiftOver: shift?.shiftOver ?? null,
    newTop: before
      ? (after?.top ?? []).flatMap(({ value, count }) =>
          value === null || known.has(value) || count < FREQUENT * later.rows ? [] : [value],
        )
      : [],
  };
};

/** How the profile of a snapshot differs from that of an earlier one: the columns of the later in its order, then those that are gone. */
export const snapshotDifference = (earlier: Snapshot, later: Profiled): SnapshotDifference => {
  const names = new Set([...later.columns, ...earlier.columns].map(({ name }) => name));
  const difference = {
    against: earlier.digest,
    againstCreatedAt: earlier.createdAt,
    rows: { before: earlier.rows, after: later.rows },
    columns: [...names].map((name) => columnDifference(name, earlier, later)),
  };
  return { ...difference, summary: differenceSummary(difference) };
};
