import type { ColumnDifference, Scalar, SnapshotDifference } from '@slipway/contracts';

/** Commonly read as the least change worth a look. */
const NOTABLE_SHIFT = 0.1;
/** Of all rows. */
const NOTABLE_NULLS = 0.01;
/** Of the width of the earlier range: the extremes of a sample always move a little. */
const NOTABLE_RANGE = 0.1;
const MOST_NAMED = 5;

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

const growth = (before: number, after: number): string => {
  const change = before === 0 ? 0 : after / before - 1;
  return change === 0 ? 'as before' : `${change > 0 ? '+' : '−'}${percent(Math.abs(change))}`;
};

const named = (what: string, entries: readonly string[]): string[] => {
  if (entries.length === 0) return [];
  const rest = entries.length - MOST_NAMED;
  const shown = entries.slice(0, MOST_NAMED).join(', ');
  return [`${what} ${shown}${rest > 0 ? ` and ${rest} more` : ''}`];
};

const missingMoved = ({ nullShare: { before, after } }: ColumnDifference): boolean =>
  before !== null &&
  after !== null &&
  before !== after &&
  (before === 0 || Math.abs(after - before) >= NOTABLE_NULLS);

/** Beyond the earlier range by more than a tenth of its width. */
const rangeGrew = ({ min, max }: ColumnDifference): boolean => {
  const ends = [min.before, max.before, min.after, max.after];
  if (!ends.every((end) => typeof end === 'number')) return false;
  const [low, high, lower, higher] = ends as [number, number, number, number];
  const slack = NOTABLE_RANGE * (high - low);
  return lower < low - slack || higher > high + slack;
};

const range = (low: Scalar | null, high: Scalar | null): string => `${low} to ${high}`;

/** A difference in one or two lines: rows and columns; then what is notable of the columns that are in both. */
export const differenceSummary = ({
  against,
  againstCreatedAt,
  rows,
  columns,
}: Omit<SnapshotDifference, 'summary'>): string[] => {
  const of = (change: ColumnDifference['change']) => columns.filter((column) => column.change === change);
  const kept = of('kept');
  const first = [
    `against ${against.slice(0, 'sha256:'.length + 12)} of ${againstCreatedAt}: ${rows.after} rows (${growth(rows.before, rows.after)})`,
    ...named(
      'new columns',
      of('added').map(({ name }) => name),
    ),
    ...named(
      'columns gone',
      of('removed').map(({ name }) => name),
    ),
    ...named(
      'retyped',
      of('retyped').map(({ name, type }) => `${name} (${type.before} → ${type.after})`),
    ),
  ];
  const shifted = kept
    .filter(({ shift }) => (shift ?? 0) >= NOTABLE_SHIFT)
    .sort((a, b) => (b.shift ?? 0) - (a.shift ?? 0));
  const second = [
    ...named(
      'shifted (PSI)',
      shifted.map(({ name, shift }) => `${name} ${shift?.toFixed(2)}`),
    ),
    ...named(
      'missing values',
      kept
        .filter(missingMoved)
        .map(
          ({ name, nullShare }) =>
            `${name} ${percent(nullShare.before ?? 0)} → ${percent(nullShare.after ?? 0)}`,
        ),
    ),
    ...named(
      'wider range',
      kept
        .filter(rangeGrew)
        .map(
          ({ name, min, max }) => `${name} ${range(min.before, max.before)} → ${range(min.after, max.after)}`,
        ),
    ),
    ...named(
      'newly frequent',
      kept
        .filter(({ newTop }) => newTop.length > 0)
        .map(({ name, newTop }) => `${name} ${newTop.slice(0, 3).join(' ')}`),
    ),
  ];
  return second.length > 0 ? [first.join('; '), second.join('; ')] : [first.join('; ')];
};
