import { ATTRIBUTE, type FilterRules, NULLABLE, NUMERIC, TEXTUAL } from './filter.ts';

/** A column of a table that a filter may name. */
export interface FilterColumn {
  readonly column: string;
  readonly kind: 'number' | 'text';
}

export const textColumn = (column: string): FilterColumn => ({ column, kind: 'text' });
export const numberColumn = (column: string): FilterColumn => ({ column, kind: 'number' });

/** What runs and logged models have in common, by all its spellings. */
export const TRACKED_ENTITIES: FilterRules['entities'] = {
  metric: 'metric',
  metrics: 'metric',
  param: 'param',
  params: 'param',
  parameter: 'param',
  parameters: 'param',
  tag: 'tag',
  tags: 'tag',
  attribute: ATTRIBUTE,
  attributes: ATTRIBUTE,
  attr: ATTRIBUTE,
};

/** How a metric, a param, a tag, or an attribute of this column is compared; null for an attribute without a column. */
export const trackedSubject = (
  entity: string,
  column: FilterColumn | undefined,
): ReturnType<FilterRules['subject']> => {
  if (entity === 'metric') return { kind: 'number', operators: NUMERIC };
  if (entity === 'param' || entity === 'tag') return { kind: 'text', operators: NULLABLE };
  if (column === undefined) return null;
  if (column.kind === 'number') return { kind: 'number', operators: NUMERIC };
  return { kind: 'text', operators: [...TEXTUAL, 'IN', 'NOT IN'] };
};
