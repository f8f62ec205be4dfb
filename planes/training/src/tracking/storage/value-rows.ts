import { type RawBuilder, sql } from 'kysely';

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Rows of `key, value` from one parameter, whatever their number; in SQL, `as given(key, value)`. */
export const keyValueRows = (values: readonly KeyValue[]): RawBuilder<KeyValue> =>
  sql`json_to_recordset(${JSON.stringify(values)}::json) as given(key text, value text)`;

export interface MetricRow {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** As {@link keyValueRows} for points of metrics. JSON has no NaN; PostgreSQL reads the word. */
export const metricRows = (points: readonly MetricRow[]): RawBuilder<MetricRow> => {
  const rows = points.map((point) => (Number.isNaN(point.value) ? { ...point, value: 'NaN' } : point));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as given(key text, value double precision, timestamp double precision, step double precision)`;
};

/** Of several values of one key the last one counts. */
export const lastOfEach = (values: readonly KeyValue[]): KeyValue[] => [
  ...new Map(values.map((each) => [each.key, each])).values(),
];
