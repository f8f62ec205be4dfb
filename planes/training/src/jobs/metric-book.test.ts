import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { actions, startControl } from './fixtures/control.ts';
import { MetricBook } from './metric-book.ts';
import type { TrainingTables } from './tables.ts';

let control: Awaited<ReturnType<typeof startControl>>;
let metrics: MetricBook;
let run: string;

before(async () => {
  control = await startControl();
  const db = control.database.of<TrainingTables>();
  metrics = new MetricBook(db);
  const act = actions(control.client);
  await act.apply({ name: 'measured', steps: [{ kind: 'command', name: 'train', command: ['node'] }] });
  ({ id: run } = await act.start('measured'));
  const other = await act.start('measured');
  const add = (id: string, key: string, count: number) =>
    sql`insert into training_metric (run, run_step, key, value, step, at)
      select ${id}::text, 'train', ${key}::text, point * 2, point, now() from generate_series(0, ${sql.lit(count - 1)}) point`.execute(
      db,
    );
  await add(run, 'few', 3);
  await add(other.id, 'few', 7);
  await add(run, 'many', 5000);
  await add(run, 'middling', 100);
});
after(() => control.stop());

const keysOf = (points: readonly { key: string }[]) => [...new Set(points.map(({ key }) => key))].sort();

test('what fits is given whole, in the order of arrival, of this run alone', async () => {
  const { metrics: points, sampled, next } = await metrics.read(run, { limit: 10_000 });
  assert.deepEqual([points.length, sampled, next], [5103, false, null]);
  assert.deepEqual(
    points.slice(0, 4).map(({ key, value, step }) => [key, value, step]),
    [
      ['few', 0, 0],
      ['few', 2, 1],
      ['few', 4, 2],
      ['many', 0, 0],
    ],
  );
});

test('long series are thinned evenly to what short ones leave, and keep their ends', async () => {
  const { metrics: points, sampled } = await metrics.read(run, { limit: 300 });
  assert.equal(sampled, true);
  assert.ok(points.length <= 300 && points.length > 290, `${points.length}`);
  const steps = points.filter(({ key }) => key === 'many').map(({ step }) => step);
  assert.equal(points.filter(({ key }) => key === 'middling').length, 100, 'a series that fits stays whole');
  assert.deepEqual([steps[0], steps.at(-1)], [0, 4999]);
  const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
  assert.ok(Math.max(...gaps) - Math.min(...gaps) <= 1, 'even distances');
});

test('one key is asked for alone; of one point it is the last', async () => {
  assert.equal((await metrics.read(run, { key: 'many', limit: 50 })).metrics.length, 50);
  const { metrics: points } = await metrics.read(run, { key: 'many', limit: 1 });
  assert.deepEqual(
    points.map(({ step }) => step),
    [4999],
  );
  assert.deepEqual(await metrics.read(run, { key: 'none', limit: 5 }), {
    metrics: [],
    sampled: false,
    next: null,
  });
});

test('more keys than points come page by page', async () => {
  const first = await metrics.read(run, { limit: 2 });
  assert.deepEqual([keysOf(first.metrics), first.next], [['few', 'many'], 'many']);
  const second = await metrics.read(run, { limit: 2, after: 'many' });
  assert.deepEqual([keysOf(second.metrics), second.next], [['middling'], null]);
});

test('the last value of a key is the one that arrived last', async () => {
  assert.equal(await metrics.last(run, 'few'), 4);
  assert.equal(await metrics.last(run, 'none'), null);
});
