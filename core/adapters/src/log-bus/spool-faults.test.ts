import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSpoolReader } from './spool-reader.ts';

const WRITER = fileURLToPath(new URL('./fixtures/spool-writer.main.ts', import.meta.url));

const ownDirectory = async (t: TestContext) => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-spool-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

/** Runs the writer, with `fileBlocks` as its limit for one file (512 bytes each), and collects its lines. */
const startWriter = (
  directory: string,
  prefix: string,
  options: { fileBlocks?: number; limit?: number } = {},
) => {
  const limit = options.fileBlocks === undefined ? '' : `ulimit -f ${options.fileBlocks}; `;
  const command = `${limit}exec "${process.execPath}" "${WRITER}" "$0" "$@"`;
  const args = [directory, prefix, ...(options.limit === undefined ? [] : [String(options.limit)])];
  const child = spawn('/bin/sh', ['-c', command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const closed = once(child, 'close');
  // A last line without its end was cut by the kill: nobody has seen that acknowledgement.
  const lines = () => output.join('').split('\n').slice(0, -1);
  return { child, closed, lines };
};

/** Sums over the counts of all segments. */
interface Counted {
  answered: number;
  sampledOut: number;
}

const countDelivered = async (directory: string, counted: Counted): Promise<Map<string, number>> => {
  const reader = createSpoolReader({ directory });
  const counts = new Map<string, number>();
  for (const id of await reader.sealed()) {
    const { records, damagedAt } = await reader.read(id);
    assert.equal(damagedAt, null);
    for (const record of records) {
      if (record.kind === 'prediction') counts.set(record.id, (counts.get(record.id) ?? 0) + 1);
      if (record.kind !== 'count') continue;
      counted.answered += record.answered;
      counted.sampledOut += record.sampledOut;
    }
    await reader.acknowledge(id);
  }
  return counts;
};

test('kill -9 of a writer under load: every acknowledged record is there, exactly once, and counted', async (t) => {
  const directory = await ownDirectory(t);
  const counted: Counted = { answered: 0, sampledOut: 0 };
  const acknowledged: string[] = [];
  const delivered = new Map<string, number>();
  const collect = async () => {
    for (const [id, count] of await countDelivered(directory, counted))
      delivered.set(id, (delivered.get(id) ?? 0) + count);
  };
  for (const prefix of ['a', 'b', 'c']) {
    const { child, closed, lines } = startWriter(directory, prefix);
    while (lines().length < 1000) await sleep(5);
    await collect();
    const before = lines().length;
    while (lines().length < before + 1000) await sleep(5);
    child.kill('SIGKILL');
    await closed;
    acknowledged.push(...lines());
  }
  await collect();
  const rows = acknowledged.filter((line) => !line.startsWith('counted'));
  assert.deepEqual(
    rows.filter((id) => delivered.get(id) !== 1),
    [],
  );
  assert.equal(counted.answered, delivered.size + counted.sampledOut);
  const sampledOut = acknowledged.length - rows.length;
  assert.ok(counted.sampledOut >= sampledOut, `${counted.sampledOut} of ${sampledOut} counted`);
  assert.deepEqual(
    [...delivered].filter(([, count]) => count !== 1),
    [],
  );
  t.diagnostic(
    `${rows.length} rows and ${sampledOut} counts acknowledged, ${delivered.size} and ${counted.sampledOut} delivered`,
  );
});

for (const [fileBlocks, limit, when] of [
  [101, 2000, 'at once'],
  [301, 20_000, 'in the room that a busy segment takes ahead'],
] as const)
  test(`no space left ${when}: refused as INSUFFICIENT_SPACE, nothing acknowledged is lost, nothing refused is delivered`, async (t) => {
    const directory = await ownDirectory(t);
    const { closed, lines } = startWriter(directory, 'p', { fileBlocks, limit });
    await closed;
    const refused = lines().filter((line) => line.startsWith('refused'));
    const acknowledged = lines().filter((line) => !/^(refused|counted)/.test(line));
    const sampledOut = lines().filter((line) => line.startsWith('counted')).length;
    assert.ok(
      refused.length > 0 && acknowledged.length > 50,
      `${refused.length} of ${lines().length} refused`,
    );
    assert.deepEqual(
      refused.filter((line) => !line.endsWith(' INSUFFICIENT_SPACE')),
      [],
    );
    const counted: Counted = { answered: 0, sampledOut: 0 };
    const delivered = await countDelivered(directory, counted);
    assert.deepEqual([...delivered.keys()].sort(), acknowledged.sort());
    assert.deepEqual(
      [...delivered.values()].filter((count) => count !== 1),
      [],
    );
    assert.deepEqual(
      counted,
      { answered: delivered.size + sampledOut, sampledOut },
      'counts are never refused',
    );
  });
