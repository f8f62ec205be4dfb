import { invalidField } from '../door/error-answer.ts';
import { type FilterRules, readIdentifier, TokenReader } from './filter.ts';

/** As many as PostgreSQL plans without anybody noticing. */
export const MOST_ORDER_TERMS = 100;

export interface OrderTerm {
  readonly entity: string;
  readonly key: string;
  readonly ascending: boolean;
}

/** `metrics.loss DESC`, each a term of an order; the first decides. Throws INVALID_REQUEST. */
export const parseOrder = (
  orders: readonly string[],
  rules: Pick<FilterRules, 'entities'> & { readonly orderable: (entity: string, key: string) => boolean },
): OrderTerm[] =>
  orders.map((order, index) => {
    const field = `order_by[${index}]`;
    const reader = readable(order, field);
    const { entity, key } = readIdentifier(reader, rules);
    if (!rules.orderable(entity, key))
      throw invalidField(field, `Invalid order_by clause "${order}": "${key}" cannot be ordered by`);
    const descending = !reader.takeWord('ASC') && reader.takeWord('DESC');
    const rest = reader.peek();
    if (rest !== undefined)
      throw invalidField(
        field,
        `Invalid order_by clause "${order}": ASC or DESC is expected, not "${rest.text}"`,
      );
    return { entity, key, ascending: !descending };
  });

const readable = (order: string, field: string): TokenReader => {
  if (order.trim() === '') throw invalidField(field, 'Invalid order_by clause: it is empty');
  return new TokenReader(order, field);
};
