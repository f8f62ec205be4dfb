import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutcomeRecord } from '@slipway/contracts';
import type { Logger } from '@slipway/platform';
import { samplePrediction } from './log-bus.suite.ts';
import { createSpoolReader } from './spool-reader.ts';
import { createSpoolWriter, type SpoolWriterOptions } from './spool-writer.ts';

/** A file system of 256 KiB; null where this user may not mount one. */
const smallDisk = (t: TestContext): string | null => {
  const directory = mkdtempSync(join(tmpdir(), 'slipway-small-disk-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    rmSync(directory, { recursive: true });
    return null;
  }
  t.after(() => {
    execFileSync('/bin/umount', [directory]);
    rmSync(directory, { recursive: true });
  });
  return directory;
};

const outcome: OutcomeRecord = {
  kind: 'outcome',
  prediction: 'p0',
  label: '1',
  value: 1,
  at: 0,
  receivedAt: 0,
  gateway: 'gateway',
};

interface Line {
  readonly level: 'error' | 'warn';
  readonly message: string;
}

/** A logger that keeps what it is told. */
const keepingLogger = () => {
  const lines: Line[] = [];
  const keep = (level: Line['level']) => (_: unknown, message: string) => lines.push({ level, message });
  return { lines, logger: { error: keep('error'), warn: keep('warn') } as unknown as Logger };
};

const openWriter = (directory: string, options: Partial<SpoolWriterOptions>) =>
  createSpoolWriter({ directory, gateway: 'gateway', segmentSeconds: 60, segmentBytes: 1 << 24, ...options });

const countsOf = async (directory: string) => {
  const reader = createSpoolReader({ directory });
  const counts = { rows: 0, distinct: new Set<string>(), answered: 0, sampledOut: 0, dropped: 0 };
  for (const id of await reader.sealed())
    for (const record of (await reader.read(id)).records) {
      if (record.kind === 'prediction') {
        counts.rows += 1;
        counts.distinct.add(record.id);
      }
      if (record.kind !== 'count') continue;
      counts.answered += record.answered;
      counts.sampledOut += record.sampledOut;
      counts.dropped += record.dropped;
    }
  return { ...counts, distinct: counts.distinct.size };
};

test('a full disk, told to drop: answers go on, every dropped row is counted, and somebody is told', async (t) => {
  const disk = smallDisk(t);
  if (disk === null) return t.skip('this user may not mount a small disk');
  const directory = join(disk, 'spool');
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(180 * 1024));
  const { lines, logger } = keepingLogger();
  const writer = openWriter(directory, { onFull: 'drop', logger });
  let answered = 0;
  const answer = async () => writer.append([samplePrediction(`p${answered++}`)]);
  while (writer.trouble === null) await answer();
  for (let more = 0; more < 50; more++) await answer();
  await assert.rejects(
    async () => writer.append([outcome]),
    { code: 'INSUFFICIENT_SPACE' },
    'outcomes can be sent again',
  );
  const dropped = writer.droppedRows ?? 0;
  assert.ok(dropped > 50, `${dropped}`);
  assert.match(writer.trouble ?? '', /full/);
  assert.deepEqual(
    lines.map(({ level }) => level),
    ['error'],
    'once, not per row',
  );
  await rm(ballast);
  for (let tries = 0; writer.trouble !== null && tries < 300; tries++) await sleep(10);
  assert.equal(writer.trouble, null, 'the counts are written without waiting for an append');
  await answer();
  await writer.close();
  assert.deepEqual(lines.at(-1)?.level, 'warn');
  assert.deepEqual(await countsOf(directory), {
    rows: answered - dropped,
    distinct: answered - dropped,
    answered,
    sampledOut: 0,
    dropped,
  });
});

test('a full disk, told to refuse: nothing refused is logged or counted, and appends work again with space', async (t) => {
  const disk = smallDisk(t);
  if (disk === null) return t.skip('this user may not mount a small disk');
  const directory = join(disk, 'spool');
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(200 * 1024));
  const writer = openWriter(directory, { onFull: 'refuse' });
  const sampledOut = { kind: 'count', at: 1, gateway: 'gateway', endpoint: 'flights', dropped: 0 } as const;
  let logged = 0;
  for (let refused = 0; refused < 20; )
    await writer.append([samplePrediction(`p${logged}`)]).then(
      () => {
        logged += 1;
      },
      (error) => {
        assert.equal(error.code, 'INSUFFICIENT_SPACE');
        refused += 1;
      },
    );
  await writer.append([{ ...sampledOut, answered: 3, sampledOut: 3 }]);
  await rm(ballast);
  await writer.append([samplePrediction('after')]);
  await writer.close();
  assert.equal(writer.droppedRows, 0);
  const rows = logged + 1;
  assert.deepEqual(await countsOf(directory), {
    rows,
    distinct: rows,
    answered: rows + 3,
    sampledOut: 3,
    dropped: 0,
  });
});

test('dropped rows stay counted when the process dies while the disk is still full', async (t) => {
  const disk = smallDisk(t);
  if (disk === null) return t.skip('this user may not mount a small disk');
  const directory = join(disk, 'spool');
  const program = new URL('./fixtures/dying-writer.main.ts', import.meta.url).pathname;
  const parameters = [program, directory, join(disk, 'ballast')];
  const { stdout } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
  const dropped = Number(stdout);
  assert.ok(dropped > 300, `${stdout} dropped`);
  const found = await countsOf(directory);
  assert.equal(found.dropped, dropped);
  assert.equal(found.answered, 401);
});
