import type { Kysely, Transaction } from 'kysely';
import type { ReleaseTables } from './tables.ts';

/** Numbers that are given out once: ids, the sequence of releases, and the revisions of the followed documents. */
export type CounterName =
  | 'evaluation'
  | 'review'
  | 'release'
  | 'deployment'
  | 'experiment'
  | 'routing'
  | 'wanted-deployments';

/** The next number, from 1. Locks the counter until the transaction ends, so a rolled back one leaves no gap. */
export const nextNumber = async (tables: Transaction<ReleaseTables>, name: CounterName): Promise<number> => {
  const { value } = await tables
    .insertInto('counter')
    .values({ name, value: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({ value: eb('counter.value', '+', 1) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
};

/** The number that was given out last; 0 before the first. */
export const currentNumber = async (tables: Kysely<ReleaseTables>, name: CounterName): Promise<number> => {
  const row = await tables.selectFrom('counter').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? 0;
};
