import { SlipwayError } from '@slipway/contracts';

/** What a statement reads. */
export interface StatementTables {
  /** Lower-case names of the tables that it names. */
  readonly names: ReadonlySet<string>;
  /** It asks for the catalogue (`show tables`, information_schema), so that every table must be there. */
  readonly catalogue: boolean;
}

type Node = Readonly<Record<string, unknown>>;

/** The only functions that may stand in FROM: all others read files, settings or run text as SQL. */
const TABLE_FUNCTIONS = new Set(['range', 'generate_series', 'unnest', 'repeat', 'json_each', 'json_tree']);

/** Functions that tell about the process, change its state, or hold it up. */
const REFUSED_FUNCTIONS =
  /^(read_.*|write_.*|glob|getenv|query|query_table|which_secret|current_setting|current_query|current_query_id|nextval|currval|sleep_ms|pg_sleep|pragma_.*|duckdb_.*|sniff_.*|parquet_(scan|metadata|file_metadata|full_metadata|kv_metadata|schema|bloom_probe)|json_(serialize|deserialize|execute)_.*)$/;

const SCHEMAS = new Set(['', 'main', 'information_schema']);

const refuse = (reason: string): never => {
  throw new SlipwayError('INVALID_SQL', { reason }, { field: 'sql' });
};

const text = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

/** The answer of `json_serialize_sql`, which knows SELECT statements only. */
interface SerializedSql {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly statements?: readonly Node[];
}

/**
 * Judges the parsed form of a user's SQL: exactly one SELECT (with CTEs, SHOW, DESCRIBE, SUMMARIZE) over known tables,
 * without functions that reach files, the network, the settings or other SQL. Throws INVALID_SQL with the reason,
 * and the parser's own message where it cannot be parsed. The sandbox refuses the same things a second time while it runs.
 */
export const inspectStatement = (parsed: SerializedSql, known: ReadonlySet<string>): StatementTables => {
  if (parsed.error) {
    if (parsed.error_type === 'not implemented') refuse('only one SELECT statement is allowed');
    throw new Error(parsed.error_message ?? 'it cannot be parsed');
  }
  const statements = parsed.statements ?? [];
  if (statements.length === 0) refuse('there is no statement');
  if (statements.length > 1) refuse(`there are ${statements.length} statements, and only one is allowed`);
  const names = new Set<string>();
  const tables: string[] = [];
  let catalogue = false;

  const visitTable = (node: Node): void => {
    const [schema, name] = [text(node.schema_name), text(node.table_name)];
    if (text(node.catalog_name) !== '' || !SCHEMAS.has(schema))
      refuse(`there is no table "${[node.catalog_name, schema, name].filter(Boolean).join('.')}"`);
    if (schema === 'information_schema') catalogue = true;
    else tables.push(name);
  };
  const visitFunction = (node: Node, inFrom: boolean): void => {
    const name = text(node.function_name);
    if (REFUSED_FUNCTIONS.test(name) || (inFrom && !TABLE_FUNCTIONS.has(name)))
      refuse(`the function ${name} is not allowed here`);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const inner of value) visit(inner);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'BASE_TABLE') visitTable(node);
    if (node.type === 'TABLE_FUNCTION') visitFunction(node.function as Node, true);
    if (node.type === 'SHOW_REF' && node.query === null) catalogue = true;
    if ('function_name' in node) visitFunction(node, false);
    if ('cte_map' in node) for (const { key } of cteEntries(node)) names.add(text(key));
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(statements[0]);

  const unknown = tables.find((name) => !known.has(name) && !names.has(name));
  if (unknown !== undefined)
    refuse(`there is no table "${unknown}"; there are ${[...known].sort().join(', ')}`);
  return { names: new Set(tables.filter((name) => known.has(name))), catalogue };
};

const cteEntries = (node: Node): readonly { key: unknown }[] =>
  ((node.cte_map as { map?: { key: unknown }[] } | null)?.map ?? []) as { key: unknown }[];
