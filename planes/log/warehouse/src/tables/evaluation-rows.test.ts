import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRoutes } from '@slipway/contracts';
import { createContractClient } from '@slipway/platform';
import { startWarehouse } from '../../test/warehouse-fixture.ts';

type World = Awaited<ReturnType<typeof startWarehouse>>;

/** A Parquet blob with these columns of numbers: what a snapshot of them is. */
const parquet = async ({ author }: World, names: readonly string[]): Promise<string> => {
  const values = names.map((name) => `range::double as "${name}"`).join(', ');
  const sql = `select ${values} from range(1, 4)`;
  return (await author.call(logRoutes.createSnapshot, { body: { name: 'rows', sql } })).digest;
};

test('predictions of an evaluation become a table by their digest, once', async (t) => {
  const world = await startWarehouse(t);
  const { sql, address } = world;
  const predictions = await parquet(world, ['row', 'label', 'score', 'loss', 'city']);
  const params = { evaluation: 'evaluation-7' };
  for (const role of ['reviewer', 'author']) {
    const client = createContractClient(address, role);
    const table = await client.call(logRoutes.loadEvaluationRows, { params, body: { predictions } });
    assert.deepEqual([table.name, table.rows], ['rows_of_evaluation_7', 3]);
  }
  assert.deepEqual(await sql('select count(*), max(loss) from rows_of_evaluation_7'), [[3, 3]]);
});

test('what somebody else has put there under its name does not count', async (t) => {
  const world = await startWarehouse(t);
  const params = { evaluation: 'evaluation-7' };
  const load = async (names: readonly string[]) => {
    const predictions = await parquet(world, names);
    const client = createContractClient(world.address, 'author');
    return client.call(logRoutes.loadEvaluationRows, { params, body: { predictions } });
  };
  assert.equal((await load(['row', 'label', 'score', 'loss'])).columns.length, 4);
  assert.equal((await load(['row', 'label', 'score', 'loss', 'city'])).columns.length, 5);
});

test('other blobs, unknown ones, and other people are refused', async (t) => {
  const world = await startWarehouse(t);
  const { blobs, address, author } = world;
  const params = { evaluation: 'evaluation-8' };
  const load = (predictions: string, token = 'author') =>
    createContractClient(address, token).call(logRoutes.loadEvaluationRows, {
      params,
      body: { predictions },
    });
  const snapshot = await parquet(world, ['row', 'name']);
  await assert.rejects(load(snapshot), {
    code: 'TABLE_INVALID',
    message: /it has no label, no score, no loss/,
  });
  const { digest: text } = await blobs.put(new TextEncoder().encode('no parquet'));
  await assert.rejects(load(text), { code: 'TABLE_INVALID' });
  await assert.rejects(load(`sha256:${'0'.repeat(64)}`), { code: 'BLOB_NOT_FOUND' });
  for (const token of ['viewer', 'worker', 'serving'])
    await assert.rejects(load(snapshot, token), { code: 'FORBIDDEN' });
  assert.deepEqual(await author.call(logRoutes.listTables, {}), []);
});
