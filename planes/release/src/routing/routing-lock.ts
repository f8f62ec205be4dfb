import type { Transaction } from 'kysely';
import type { ReleaseTables } from '../storage/tables.ts';

/**
 * Everything that routing is made of (endpoints, variants, parameters, experiments, deployments, predictors) is changed by one
 * transaction at a time, and this comes first in each: otherwise two changes could each publish a view without the other's part.
 */
export const lockRouting = async (tables: Transaction<ReleaseTables>): Promise<void> => {
  await tables
    .insertInto('counter')
    .values({ name: 'routing', value: 0 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({ value: eb.ref('counter.value') })),
    )
    .execute();
};
