import assert from 'node:assert/strict';
import { eventually, type TestStack } from '../stack/test-stack.ts';

/** Every answered prediction comes to be in the warehouse, and nothing is there twice. */
export const recordedOnce = async (stack: TestStack, answered: readonly string[]): Promise<void> => {
  const logged = await eventually('every answered prediction is in the warehouse', async () => {
    const { waiting } = await stack.client.completeness();
    if (waiting > 0) return null;
    const { rows } = await stack.client.query({
      body: { sql: 'select id from predictions where status = 200', limit: 100_000 },
    });
    const ids = rows.map(([id]) => String(id));
    const known = new Set(ids);
    return answered.every((id) => known.has(id)) ? ids : null;
  });
  assert.equal(new Set(logged).size, logged.length, 'no row is there twice');
};
