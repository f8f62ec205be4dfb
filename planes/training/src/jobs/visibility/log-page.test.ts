import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type JobInput, trainingRoutes } from '@slipway/contracts';
import { actions, startControl } from '../fixtures/control.ts';

let control: Awaited<ReturnType<typeof startControl>>;
let act: ReturnType<typeof actions>;
let run: string;

const JOB: JobInput = { name: 'logged', steps: [{ kind: 'command', name: 'train', command: ['node'] }] };

before(async () => {
  control = await startControl();
  act = actions(control.client);
  await act.apply(JOB);
  run = (await act.start('logged')).id;
  const lease = (await act.lease())?.lease ?? '';
  const at = new Date().toISOString();
  const lines = Array.from({ length: 200 }, (_, index) => ({
    at,
    stream: index % 10 === 9 ? ('stderr' as const) : ('stdout' as const),
    text: index === 150 ? 'Warning: 100% of 정확도_x is "odd"' : `epoch ${index}`,
  }));
  await act.worker.call(trainingRoutes.heartbeat, { params: { lease }, body: { lines, metrics: [] } });
});
after(() => control.stop());

const read = (query: object) => act.author.call(trainingRoutes.getRunLog, { params: { run }, query });

test('pages follow each other without a gap and end with null', async () => {
  const texts: string[] = [];
  let pages = 0;
  for (let after: number | null = -1; after !== null; pages++) {
    const page: Awaited<ReturnType<typeof read>> = await read({ after, limit: 50 });
    texts.push(...page.lines.map(({ text }) => text));
    after = page.next;
  }
  assert.deepEqual(
    texts.filter((text) => text.startsWith('epoch')),
    Array.from({ length: 200 }, (_, index) => `epoch ${index}`).toSpliced(150, 1),
  );
  assert.ok(pages <= 6);
});

test('a search does not care for the case of letters, and takes every character as itself', async () => {
  for (const contains of ['WARNING', '100%', '정확도_x', '"odd"', 'f 정']) {
    const { lines, next } = await read({ contains });
    assert.deepEqual([lines.length, next], [1, null], contains);
  }
  for (const contains of ['100_', '1__%', '.*', '%%'])
    assert.equal((await read({ contains })).lines.length, 0);
});

test('step, stream and text narrow the lines together', async () => {
  const { lines } = await read({ stream: 'stderr', contains: 'epoch 1', step: 'train' });
  assert.deepEqual(
    lines.map(({ text }) => text),
    [
      'epoch 19',
      'epoch 109',
      'epoch 119',
      'epoch 129',
      'epoch 139',
      'epoch 149',
      'epoch 159',
      'epoch 169',
      'epoch 179',
      'epoch 189',
      'epoch 199',
    ],
  );
  assert.equal((await read({ step: 'other' })).lines.length, 0);
  const first = await read({ stream: 'stderr', limit: 2 });
  assert.equal(first.lines.length, 2);
  const second = await read({ stream: 'stderr', limit: 100, after: first.next });
  assert.equal(second.lines.length, 18);
  assert.equal(second.next, null);
});

test('a long log is searched piece by piece', async () => {
  await control.database.executeSql(
    `insert into training_log_line (run, sequence, step, at, stream, text)
     select $1, 1000 + n, 'train', now(), 'stdout', 'filler ' || n from generate_series(0, 60000) n`,
    [run],
  );
  await control.database.executeSql('update training_run set next_line = 61001 where id = $1', [run]);
  let pages = 0;
  let found = 0;
  for (let after: number | null = -1; after !== null; pages++) {
    const page: Awaited<ReturnType<typeof read>> = await read({ after, contains: 'filler 59999' });
    found += page.lines.length;
    after = page.next;
  }
  assert.deepEqual([found, pages], [1, 4]);
});
