import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { condition, valueCondition } from '../search/condition.ts';
import { ATTRIBUTE, type Comparison, type FilterRules, TEXTUAL } from '../search/filter.ts';
import type { OrderTerm } from '../search/order-by.ts';
import {
  type FilterColumn,
  numberColumn,
  TRACKED_ENTITIES,
  textColumn,
  trackedSubject,
} from '../search/tracked-values.ts';

/** Attributes by all their spellings. */
const COLUMNS: Readonly<Record<string, FilterColumn>> = {
  run_id: textColumn('id'),
  run_name: textColumn('name'),
  'Run name': textColumn('name'),
  'run name': textColumn('name'),
  'Run Name': textColumn('name'),
  user_id: textColumn('user_id'),
  User: textColumn('user_id'),
  status: textColumn('status'),
  Status: textColumn('status'),
  artifact_uri: textColumn('artifact_uri'),
  start_time: numberColumn('start_time'),
  Created: numberColumn('start_time'),
  created: numberColumn('start_time'),
  end_time: numberColumn('end_time'),
};
const columnOf = (key: string): FilterColumn | undefined =>
  Object.hasOwn(COLUMNS, key) ? COLUMNS[key] : undefined;

const DATASET_COLUMNS: Readonly<Record<string, string>> = {
  name: 'd.name',
  digest: 'd.digest',
  context: 'used.context',
};

/** What runs can be searched by. */
export const RUN_RULES: FilterRules & { readonly orderable: (entity: string, key: string) => boolean } = {
  entities: { ...TRACKED_ENTITIES, run: ATTRIBUTE, dataset: 'dataset', datasets: 'dataset' },
  subject: (entity, key) => {
    if (entity !== 'dataset') return trackedSubject(entity, columnOf(key));
    return Object.hasOwn(DATASET_COLUMNS, key) ? { kind: 'text', operators: [...TEXTUAL, 'IN'] } : null;
  },
  orderable: (entity, key) =>
    entity === 'dataset' ? false : entity !== ATTRIBUTE || columnOf(key) !== undefined,
};

const RUN = sql.ref('r.number');

export const runConditions = (comparisons: readonly Comparison[]): RawBuilder<SqlBool>[] =>
  comparisons.map((each) => {
    const { entity, key } = each;
    if (entity === 'metric') return valueCondition('tracking_latest_metric', RUN, each, 'run');
    if (entity === 'param') return valueCondition('tracking_param', RUN, each);
    if (entity === 'tag') return valueCondition('tracking_tag', RUN, each);
    if (entity === 'dataset')
      return sql`exists (select 1 from tracking_run_dataset as used
        join tracking_dataset as d on d.number = used.dataset
        where used.run = ${RUN} and ${condition(sql.ref(DATASET_COLUMNS[key] ?? ''), each)})`;
    return condition(sql.ref(`r.${columnOf(key)?.column}`), each);
  });

const TABLES: Readonly<Record<string, { readonly table: string; readonly owner: string }>> = {
  metric: { table: 'tracking_latest_metric', owner: 'run' },
  param: { table: 'tracking_param', owner: 'owner' },
  tag: { table: 'tracking_tag', owner: 'owner' },
};

/** Runs without the value come last; NaN comes after every number. The newest start decides between equals, then the id. */
export const runOrder = (order: readonly OrderTerm[]): RawBuilder<unknown> => {
  const terms = order.flatMap(({ entity, key, ascending }) => {
    const direction = ascending ? sql`asc` : sql`desc`;
    const values = TABLES[entity];
    if (values === undefined) return [sql`${sql.ref(`r.${columnOf(key)?.column}`)} ${direction} nulls last`];
    const value = sql`(select v.value from ${sql.table(values.table)} as v
      where v.${sql.ref(values.owner)} = r.number and v.key = ${key})`;
    if (entity !== 'metric') return [sql`${value} ${direction} nulls last`];
    return [sql`(${value} = 'NaN') asc nulls last`, sql`${value} ${direction} nulls last`];
  });
  return sql.join([...terms, sql`r.start_time desc`, sql`r.id`]);
};
