import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { condition, valueCondition } from '../search/condition.ts';
import {
  ATTRIBUTE,
  type Comparison,
  type FilterRules,
  NULLABLE,
  NUMERIC,
  TEXTUAL,
} from '../search/filter.ts';
import type { OrderTerm } from '../search/order-by.ts';

const COLUMNS: Readonly<Record<string, { readonly column: string; readonly kind: 'number' | 'text' }>> = {
  name: { column: 'name', kind: 'text' },
  creation_time: { column: 'created_at', kind: 'number' },
  last_update_time: { column: 'updated_at', kind: 'number' },
  experiment_id: { column: 'id', kind: 'number' },
};
const columnOf = (key: string) => (Object.hasOwn(COLUMNS, key) ? COLUMNS[key] : undefined);

/** What experiments can be searched by. */
export const EXPERIMENT_RULES: FilterRules & {
  readonly orderable: (entity: string, key: string) => boolean;
} = {
  entities: { attribute: ATTRIBUTE, attributes: ATTRIBUTE, attr: ATTRIBUTE, tag: 'tag', tags: 'tag' },
  subject: (entity, key) => {
    if (entity === 'tag') return { kind: 'text', operators: NULLABLE };
    const kind = key === 'experiment_id' ? undefined : columnOf(key)?.kind;
    if (kind === undefined) return null;
    return { kind, operators: kind === 'number' ? NUMERIC : TEXTUAL };
  },
  orderable: (entity, key) => entity === ATTRIBUTE && columnOf(key) !== undefined,
};

export const experimentConditions = (comparisons: readonly Comparison[]): RawBuilder<SqlBool>[] =>
  comparisons.map((each) =>
    each.entity === 'tag'
      ? valueCondition('tracking_experiment_tag', sql.ref('tracking_experiment.id'), each)
      : condition(sql.ref(columnOf(each.key)?.column ?? ''), each),
  );

/** The newest change first unless an order is asked for; the id decides between equals. */
export const experimentOrder = (order: readonly OrderTerm[]): RawBuilder<unknown> => {
  const terms = order.map(
    ({ key, ascending }) =>
      sql`${sql.ref(columnOf(key)?.column ?? '')} ${ascending ? sql`asc` : sql`desc`} nulls last`,
  );
  if (terms.length === 0) terms.push(sql`updated_at desc`);
  return sql.join([...terms, sql`id desc`]);
};
