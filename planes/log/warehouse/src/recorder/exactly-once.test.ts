import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSpoolReader, createSpoolWriter } from '@slipway/adapters/log-bus';
import { logRoutes } from '@slipway/contracts';
import type { LogReader } from '@slipway/platform';
import { prediction } from '../../test/records.ts';
import { startWarehouse, temporaryDirectory } from '../../test/warehouse-fixture.ts';

const WRITER = fileURLToPath(new URL('../../test/spool-writer.main.ts', import.meta.url));

const startWriter = (t: TestContext, directory: string, prefix: string) => {
  const child = spawn(process.execPath, [WRITER, directory, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const closed = once(child, 'close');
  const lines = () => output.join('').split('\n').slice(0, -1);
  const kill = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  return { lines, kill };
};

/** Every third acknowledgement fails, as if the process had died before it. */
const forgetful = (reader: LogReader): LogReader => {
  let acknowledgements = 0;
  return {
    sealed: () => reader.sealed(),
    read: (id) => reader.read(id),
    quarantine: (id) => reader.quarantine(id),
    statistics: () => reader.statistics(),
    acknowledge: async (id) => {
      acknowledgements += 1;
      if (acknowledgements % 3 === 0) throw new Error('died before the acknowledgement');
      await reader.acknowledge(id);
    },
  };
};

test('kill -9 of writers, and replays: lost 0, duplicated 0, and the log knows how many there were', async (t) => {
  const root = await temporaryDirectory(t);
  const directory = join(root, 'spool');
  const spool = forgetful(createSpoolReader({ directory }));
  const { warehouse, sql, author } = await startWarehouse(t, { directory: root, spool });
  const completeness = () => author.call(logRoutes.completeness, {});
  const said: string[] = [];
  for (const prefix of ['a', 'b', 'c']) {
    const writer = startWriter(t, directory, prefix);
    while (writer.lines().length < 250) await sleep(5);
    await warehouse.flush();
    await writer.kill();
    said.push(...writer.lines());
  }
  const patience = Date.now() + 20_000;
  while ((await spool.sealed()).length > 0 && Date.now() < patience) {
    await warehouse.flush();
    await sleep(20);
  }
  const { answered, stored, waiting, sampledOut, dropped } = await completeness();
  assert.deepEqual([waiting, dropped, answered], [0, 0, stored + sampledOut]);
  const rows = said.filter((line) => !line.startsWith('counted'));
  const { rows: found } = await author.call(logRoutes.query, {
    body: { sql: 'select id from predictions', limit: 100_000 },
  });
  const ids = new Set(found.flat());
  assert.equal(ids.size, stored, 'duplicated 0');
  assert.deepEqual(
    rows.filter((id) => !ids.has(id)),
    [],
    'lost 0',
  );
  assert.ok(sampledOut >= said.length - rows.length);
  assert.deepEqual(await sql('select count(*), count(distinct id) from shadows'), [[stored, stored]]);
  t.diagnostic(`${said.length} answers acknowledged, ${answered} counted, ${stored} stored`);
});

/** What the log tells of four answers when this byte of their segment was damaged. */
const afterDamage = async (t: TestContext, damagedAt: (segment: Buffer) => number) => {
  const root = await temporaryDirectory(t);
  const directory = join(root, 'spool');
  const limits = { segmentSeconds: 60, segmentBytes: 1 << 20 };
  const writer = createSpoolWriter({ directory, gateway: 'g', ...limits });
  for (const id of ['p1', 'p2', 'p3', 'p4']) await writer.append([prediction(id)]);
  await writer.close();
  const path = join(directory, (await readdir(directory))[0]!);
  const bytes = await readFile(path);
  bytes[damagedAt(bytes)]! ^= 1;
  await writeFile(path, bytes);
  const { warehouse, author } = await startWarehouse(t, {
    directory: root,
    spool: createSpoolReader({ directory }),
  });
  await warehouse.flush();
  const { answered, stored, waiting, dropped, quarantined } = await author.call(logRoutes.completeness, {});
  return { answered, stored, waiting, dropped, quarantined };
};

test('rows that damage took are counted as dropped: the sum is still what was answered', async (t) => {
  const expected = { answered: 4, waiting: 0, quarantined: 1 };
  assert.deepEqual(await afterDamage(t, (segment) => segment.indexOf('p2')), {
    ...expected,
    stored: 1,
    dropped: 3,
  });
  // The first frame holds what the rows have in common, their endpoint included.
  assert.deepEqual(await afterDamage(t, () => 20), { ...expected, stored: 0, dropped: 4 });
});
