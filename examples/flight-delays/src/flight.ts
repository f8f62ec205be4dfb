/** A feature of a flight, known before it departs. */
export interface FlightFeature {
  readonly name: string;
  readonly kind: 'number' | 'category';
  /** DuckDB expression over a row of the table `flights`. */
  readonly sql: string;
}

/**
 * The question's features: the one definition for training, evaluation and replay. `hour` 0-23 and `weekday`
 * 1 (Monday) to 7 come from the flight's local time; the day of the year is left out, because a model that is used in
 * later months has never seen those days.
 */
export const FLIGHT_FEATURES: readonly FlightFeature[] = [
  { name: 'hour', kind: 'number', sql: 'cast(hour("date") as integer)' },
  { name: 'weekday', kind: 'number', sql: 'cast(isodow("date") as integer)' },
  { name: 'distance', kind: 'number', sql: 'cast(distance as integer)' },
  { name: 'origin', kind: 'category', sql: 'origin' },
  { name: 'destination', kind: 'category', sql: 'destination' },
];

/** The label: 1 when the flight was more than 15 minutes late, else 0. */
export const FLIGHT_LABEL = 'late';
/** The class whose probability is the score. */
export const LATE = '1';

/**
 * Select list over the table `flights` (`date` timestamp, `delay` minutes, `distance` miles, `origin`, `destination`):
 * `date`, the features, `route` ('SEA-LAX', the unit of experiments) and the label.
 */
export const FLIGHT_SELECT_LIST = [
  '"date"',
  ...FLIGHT_FEATURES.map(({ name, sql }) => (name === sql ? name : `${sql} as ${name}`)),
  `origin || '-' || destination as route`,
  `cast(delay > 15 as integer) as ${FLIGHT_LABEL}`,
].join(', ');

/** Flights of the days from `from` (included) to `to` (excluded), both ISO dates; `order`: by sampling hash or by time. */
export interface FlightSample {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly order: 'hash' | 'time';
}

/** The sample of `flightSampleSql` with `$from`, `$to` and `$rows` left to the parameters of a run, in hash order. */
export const FLIGHT_SAMPLE_SQL = sampleSql(
  { from: 'cast($from as timestamp)', to: 'cast($to as timestamp)', rows: 'cast($rows as bigint)' },
  'hash',
);

/**
 * A SELECT of `FLIGHT_SELECT_LIST` for `rows` flights of the range (all of them when there are fewer). The sample is
 * the flights whose fields have the smallest MD5, so it does not depend on the order of the table, the engine or its
 * threads, and a smaller sample is part of a larger one. Throws on anything but ISO dates and a positive whole number.
 */
export function flightSampleSql({ from, to, rows, order }: FlightSample): string {
  for (const day of [from, to]) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day))
      throw new Error(`${JSON.stringify(day)} is not a date like 2001-01-31.`);
  }
  if (!Number.isSafeInteger(rows) || rows < 1) throw new Error(`${rows} is not a number of rows.`);
  return sampleSql({ from: `timestamp '${from}'`, to: `timestamp '${to}'`, rows: String(rows) }, order);
}

function sampleSql(bounds: { from: string; to: string; rows: string }, order: FlightSample['order']): string {
  const hash = `md5(concat_ws('|', epoch_ms("date"), origin, destination, distance, delay))`;
  const sample = [
    `select ${FLIGHT_SELECT_LIST}, ${hash} as sample_hash from flights`,
    `where "date" >= ${bounds.from} and "date" < ${bounds.to} and delay is not null`,
    `order by sample_hash limit ${bounds.rows}`,
  ].join(' ');
  const by = order === 'time' ? '"date", sample_hash' : 'sample_hash';
  return `select * exclude (sample_hash) from (${sample}) order by ${by}`;
}
