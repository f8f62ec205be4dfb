import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { invalidField } from '../door/error-answer.ts';
import { condition, valueCondition } from '../search/condition.ts';
import {
  ATTRIBUTE,
  type Comparison,
  type FilterRules,
  readIdentifier,
  TokenReader,
} from '../search/filter.ts';
import {
  type FilterColumn,
  numberColumn,
  TRACKED_ENTITIES,
  textColumn,
  trackedSubject,
} from '../search/tracked-values.ts';

const COLUMNS: Readonly<Record<string, FilterColumn>> = {
  name: textColumn('name'),
  model_id: textColumn('id'),
  model_type: textColumn('model_type'),
  status: textColumn('status'),
  source_run_id: textColumn('source_run'),
  creation_timestamp: numberColumn('created_at'),
  creation_time: numberColumn('created_at'),
  last_updated_timestamp: numberColumn('updated_at'),
};
const columnOf = (key: string) => (Object.hasOwn(COLUMNS, key) ? COLUMNS[key] : undefined);

/** What logged models can be searched by. */
export const LOGGED_MODEL_RULES: FilterRules = {
  entities: TRACKED_ENTITIES,
  subject: (entity, key) => trackedSubject(entity, columnOf(key)),
};

/** A dataset whose metrics count; any without a digest. */
export interface DatasetFilter {
  readonly name: string;
  readonly digest: string | undefined;
}

export interface ModelOrder {
  readonly field: string;
  readonly ascending: boolean;
  readonly dataset: DatasetFilter | undefined;
}

const ofDatasets = (datasets: readonly DatasetFilter[]): RawBuilder<SqlBool> => {
  if (datasets.length === 0) return sql`true`;
  const each = datasets.map(({ name, digest }) =>
    digest === undefined
      ? sql`v.dataset_name = ${name}`
      : sql`(v.dataset_name = ${name} and v.dataset_digest = ${digest})`,
  );
  return sql`(${sql.join(each, sql` or `)})`;
};

/** The point of a metric that counts: the newest of the wanted datasets. */
const latestMetric = (key: string, datasets: readonly DatasetFilter[]): RawBuilder<number | null> =>
  sql`(select v.value from tracking_model_metric as v
    where v.model = m.id and v.key = ${key} and ${ofDatasets(datasets)}
    order by v.step desc, v.timestamp desc, v.value desc limit 1)`;

export const loggedModelConditions = (
  comparisons: readonly Comparison[],
  datasets: readonly DatasetFilter[],
): RawBuilder<SqlBool>[] => {
  const conditions = comparisons.map((each) => {
    const { entity, key } = each;
    if (entity === 'metric') return condition(latestMetric(key, datasets), each);
    if (entity === 'param') return valueCondition('tracking_logged_model_param', sql.ref('m.number'), each);
    if (entity === 'tag') return valueCondition('tracking_logged_model_tag', sql.ref('m.number'), each);
    return condition(sql.ref(`m.${columnOf(key)?.column}`), each);
  });
  const measured = sql<SqlBool>`exists (select 1 from tracking_model_metric as v
    where v.model = m.id and ${ofDatasets(datasets)})`;
  return datasets.length === 0 ? conditions : [...conditions, measured];
};

/** The newest first unless an order is asked for. Throws INVALID_REQUEST. */
export const loggedModelOrder = (orders: readonly ModelOrder[]): RawBuilder<unknown> => {
  const terms = orders.map(({ field, ascending, dataset }) => {
    const { entity, key } = readIdentifier(new TokenReader(field), LOGGED_MODEL_RULES);
    const column = columnOf(key);
    if (entity !== 'metric' && (entity !== ATTRIBUTE || column === undefined))
      throw invalidField('order_by', `Invalid order_by field "${field}": it cannot be ordered by`);
    const value =
      entity === 'metric'
        ? latestMetric(key, dataset === undefined ? [] : [dataset])
        : sql`${sql.ref(`m.${column?.column}`)}`;
    return sql`${value} ${ascending ? sql`asc` : sql`desc`} nulls last`;
  });
  return sql.join([...terms, sql`m.created_at desc`, sql`m.number desc`]);
};
