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

type Rules = FilterRules & { readonly orderable: (entity: string, key: string) => boolean };

const ENTITIES = {
  attribute: ATTRIBUTE,
  attributes: ATTRIBUTE,
  attr: ATTRIBUTE,
  model: ATTRIBUTE,
  tag: 'tag',
  tags: 'tag',
} as const;

/** There are no prompts here, so nothing is one; clients ask for what is none with a key that nothing has. */
export const PROMPT_TAG = 'mlflow.prompt.is_prompt';

const MODEL_COLUMNS: Readonly<Record<string, string>> = {
  name: 'name',
  timestamp: 'updated_at',
  last_updated_timestamp: 'updated_at',
  creation_timestamp: 'created_at',
};
const modelColumn = (key: string) => (Object.hasOwn(MODEL_COLUMNS, key) ? MODEL_COLUMNS[key] : undefined);

/** What registered models can be searched by. */
export const REGISTERED_MODEL_RULES: Rules = {
  entities: ENTITIES,
  subject: (entity, key) => {
    if (entity === 'tag') return { kind: 'text', operators: NULLABLE };
    return key === 'name' ? { kind: 'text', operators: TEXTUAL } : null;
  },
  orderable: (entity, key) => entity === ATTRIBUTE && modelColumn(key) !== undefined,
};

const isNoPrompt = ({ entity, key, operator }: Comparison): boolean =>
  entity === 'tag' && key === PROMPT_TAG && operator === '!=';

export const registeredModelConditions = (comparisons: readonly Comparison[]): RawBuilder<SqlBool>[] =>
  comparisons
    .filter((each) => !isNoPrompt(each))
    .map((each) =>
      each.entity === 'tag'
        ? valueCondition('tracking_registered_model_tag', sql.ref('m.number'), each)
        : condition(sql.ref('m.name'), each),
    );

export const registeredModelOrder = (order: readonly OrderTerm[]): RawBuilder<unknown> =>
  sql.join([
    ...order.map(
      ({ key, ascending }) => sql`${sql.ref(`m.${modelColumn(key)}`)} ${ascending ? sql`asc` : sql`desc`}`,
    ),
    sql`m.name`,
  ]);

const VERSION_COLUMNS: Readonly<Record<string, { readonly column: string; readonly number?: true }>> = {
  name: { column: 'm.name' },
  run_id: { column: 'v.run_id' },
  source_path: { column: 'v.source' },
  version_number: { column: 'v.version', number: true },
  creation_timestamp: { column: 'v.created_at', number: true },
  last_updated_timestamp: { column: 'v.updated_at', number: true },
};
const versionColumn = (key: string) =>
  Object.hasOwn(VERSION_COLUMNS, key) ? VERSION_COLUMNS[key] : undefined;

/** What versions can be searched by. */
export const VERSION_RULES: Rules = {
  entities: ENTITIES,
  subject: (entity, key) => {
    if (entity === 'tag') return { kind: 'text', operators: NULLABLE };
    const column = versionColumn(key);
    if (column === undefined) return null;
    if (column.number) return { kind: 'number', operators: NUMERIC };
    return { kind: 'text', operators: key === 'run_id' ? ['=', '!=', 'IN'] : [...TEXTUAL, 'IN'] };
  },
  orderable: (entity, key) => entity === ATTRIBUTE && versionColumn(key) !== undefined,
};

export const versionConditions = (comparisons: readonly Comparison[]): RawBuilder<SqlBool>[] =>
  comparisons
    .filter((each) => !isNoPrompt(each))
    .map((each) => {
      if (each.entity !== 'tag') {
        const column = versionColumn(each.key);
        const value = sql.ref(column?.column ?? '');
        // A filter may compare whole numbers with a fraction, or with a number that no integer can hold.
        return condition(column?.number ? sql`${value}::double precision` : value, each);
      }
      const tags = sql`select 1 from tracking_version_tag as t
        where t.model = v.model and t.version = v.version and t.key = ${each.key}`;
      if (each.operator === 'IS NULL') return sql`not exists (${tags})`;
      if (each.operator === 'IS NOT NULL') return sql`exists (${tags})`;
      return sql`exists (${tags} and ${condition(sql.ref('t.value'), each)})`;
    });

export const versionOrder = (order: readonly OrderTerm[]): RawBuilder<unknown> =>
  sql.join([
    ...order.map(
      ({ key, ascending }) =>
        sql`${sql.ref(versionColumn(key)?.column ?? '')} ${ascending ? sql`asc` : sql`desc`} nulls last`,
    ),
    ...(order.length === 0 ? [sql`v.updated_at desc`] : []),
    sql`m.name`,
    sql`v.version desc`,
  ]);
