import type {
  Dataset,
  Expectation,
  ExpectationResult,
  Scalar,
  Snapshot,
  SnapshotDifference,
  Split,
} from '@slipway/contracts';
import { formatBytes } from '../terminal/figures.ts';
import { tableOf } from '../terminal/output.ts';

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

const splitText = (split: Split): string =>
  split.by === 'time'
    ? `holdout from ${split.at} on, by ${split.column}`
    : `holdout ${percent(split.holdout)} of the keys, by hash of ${split.column}${split.salt ? ` with salt ${split.salt}` : ''}`;

const expectationText = ({ name, column, expect, atMost }: Expectation): string =>
  `${name}: ${column === undefined ? '' : `${column}: `}${expect}${atMost > 0 ? ` (but ${percent(atMost)})` : ''}`;

const termsText = ({ split, personal }: Pick<Dataset, 'split' | 'personal'>): string[] => [
  ...(split ? [`  split        ${splitText(split)}`] : []),
  ...(Object.keys(personal).length > 0
    ? [
        `  personal     ${Object.entries(personal)
          .map(([column, mode]) => `${column} (${mode})`)
          .join(', ')}`,
      ]
    : []),
];

export const describeDataset = (dataset: Dataset): string =>
  [
    `${dataset.name}${dataset.description ? `: ${dataset.description}` : ''}`,
    dataset.sql,
    ...termsText(dataset),
    ...dataset.expectations.map((expectation) => `  expectation  ${expectationText(expectation)}`),
  ].join('\n');

const resultText = (result: ExpectationResult): string =>
  `  expectation  ${expectationText(result)}: ${result.passed ? 'holds' : 'is broken'}${result.level === 'row' && result.broken > 0 ? `, broken in ${result.broken} rows` : ''}`;

/** Text of a cell of a profile: long values would tear the table apart. */
const short = (value: Scalar | null): Scalar | null =>
  typeof value === 'string' && value.length > 30 ? `${value.slice(0, 29)}…` : value;

export const describeSnapshot = (snapshot: Snapshot): string => {
  const { digest, name, rows, bytes, columns, part, split, expectations, difference } = snapshot;
  return [
    `${digest}\n${name}: ${rows} rows, ${formatBytes(bytes)}${split && part !== 'all' ? `, the ${part} part` : ''}`,
    ...termsText(snapshot),
    ...expectations.map(resultText),
    ...(difference?.summary.map((line) => `  ${line}`) ?? []),
    tableOf(
      ['COLUMN', 'TYPE', 'NULLS', 'DISTINCT', 'MIN', 'MEDIAN', 'MAX', 'MEAN', 'MOST FREQUENT'],
      columns.map((column) => [
        column.name,
        column.type,
        column.nulls === 0 ? 0 : `${column.nulls} (${percent(column.nulls / rows)})`,
        column.distinct,
        short(column.min),
        column.quantiles[4],
        short(column.max),
        column.mean?.toFixed(4),
        column.top
          .slice(0, 3)
          .map(({ value, count }) => `${short(value)} ×${count}`)
          .join(' '),
      ]),
      '',
    ),
  ].join('\n');
};

const pair = <T>(
  { before, after }: { before: T | null; after: T | null },
  show: (value: T) => string,
): string =>
  before === after
    ? before === null
      ? '–'
      : show(before)
    : `${before === null ? '–' : show(before)} → ${after === null ? '–' : show(after)}`;

export const describeDifference = ({ summary, columns }: SnapshotDifference): string =>
  [
    ...summary,
    tableOf(
      ['COLUMN', 'CHANGE', 'TYPE', 'NULLS', 'MIN', 'MEDIAN', 'MAX', 'SHIFT (PSI)', 'NEWLY FREQUENT'],
      columns.map((column) => [
        column.name,
        column.change,
        pair(column.type, String),
        pair(column.nullShare, percent),
        pair(column.min, (value) => String(short(value))),
        pair(column.median, (value) => String(Number(value.toPrecision(6)))),
        pair(column.max, (value) => String(short(value))),
        column.shift === null ? null : `${column.shift.toFixed(3)} over ${column.shiftOver}`,
        column.newTop.slice(0, 3).map(short).join(' '),
      ]),
      'Neither has a column.',
    ),
  ].join('\n');
