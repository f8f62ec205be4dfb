import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { LogRecord } from '@slipway/contracts';
import type { LogWriter } from '@slipway/platform';
import { scanFrames } from './frame.ts';
import { logBusSuite, samplePrediction } from './log-bus.suite.ts';
import { createSpoolReader } from './spool-reader.ts';
import { createSpoolWriter } from './spool-writer.ts';

const ownDirectory = () => mkdtemp(join(tmpdir(), 'slipway-spool-'));

logBusSuite('spool', async () => {
  const directory = await ownDirectory();
  const writers: LogWriter[] = [];
  return {
    writer: (gateway, { segmentSeconds = 60, segmentBytes = 1 << 24 } = {}) => {
      const writer = createSpoolWriter({ directory, gateway, segmentSeconds, segmentBytes });
      writers.push(writer);
      return writer;
    },
    reader: () => createSpoolReader({ directory }),
    close: async () => {
      await Promise.all(writers.map((writer) => writer.close()));
      await rm(directory, { recursive: true });
    },
  };
});

/** Its segments end with it. */
const openWriter = (directory: string) =>
  createSpoolWriter({ directory, gateway: 'gateway', segmentSeconds: 60, segmentBytes: 1 << 24 });

/** A directory with one sealed segment of the predictions p0, p1, p2, each written by itself. */
const spoolOfThree = async (t: TestContext) => {
  const directory = await ownDirectory();
  t.after(() => rm(directory, { recursive: true }));
  const writer = openWriter(directory);
  for (const id of ['p0', 'p1', 'p2']) await writer.append([samplePrediction(id)]);
  await writer.close();
  const [name] = await readdir(directory);
  const path = join(directory, name!);
  const bytes = await readFile(path);
  // First come the constants of the rows, last the count.
  const [, ...frames] = scanFrames(bytes).frames;
  return {
    directory,
    path,
    bytes,
    frames,
    endOfRows: frames[2]!.end,
    reader: createSpoolReader({ directory }),
  };
};

/** The same segment as a writer with a pid that no process has would have left it open. */
const asOrphan = async (path: string): Promise<void> => {
  const abandoned = path
    .replace(/(\.segment)$/, '.open')
    .replace(/\.\d+\.([0-9a-z]+\.[0-9a-f]+\.)/, '.4194399.$1');
  assert.notEqual(abandoned, path);
  await rename(path, abandoned);
};

const idsOf = (records: readonly LogRecord[]) =>
  records.flatMap((record) => (record.kind === 'prediction' ? [record.id] : []));

test('the torn last frame of a dead writer was never acknowledged: it is dropped, not damage', async (t) => {
  const { path, bytes, endOfRows, reader } = await spoolOfThree(t);
  for (const missing of [1, 50]) {
    await writeFile(path, bytes);
    await truncate(path, endOfRows - missing);
    await asOrphan(path);
    const [id, ...others] = await reader.sealed();
    assert.deepEqual(others, []);
    const segment = await reader.read(id!);
    assert.deepEqual(idsOf(segment.records), ['p0', 'p1']);
    assert.equal(segment.damagedAt, null);
    await reader.acknowledge(id!);
  }
});

test('of rows that were written together a torn write leaves none; a large write has several frames', async (t) => {
  const directory = await ownDirectory();
  t.after(() => rm(directory, { recursive: true }));
  const writer = openWriter(directory);
  const together = Array.from({ length: 2000 }, (_, row) => samplePrediction(`p${row}`));
  await writer.append(together.slice(0, 3));
  await writer.append(together.slice(3));
  await writer.close();
  const path = join(directory, (await readdir(directory))[0]!);
  const bytes = await readFile(path);
  const [, first, ...frames] = scanFrames(bytes).frames;
  assert.ok(frames.length > 3 && frames.every(({ start, end }) => end - start < 70_000));
  const reader = createSpoolReader({ directory });
  const [whole] = await reader.sealed();
  assert.deepEqual(
    idsOf((await reader.read(whole!)).records),
    together.map(({ id }) => id),
  );
  await truncate(path, first!.end - 1);
  await asOrphan(path);
  const [id] = await reader.sealed();
  assert.deepEqual((await reader.read(id!)).records, []);
});

test('a hole of zeros at the end, as a power cut leaves it, is dropped too', async (t) => {
  const { path, bytes, reader } = await spoolOfThree(t);
  await writeFile(path, Buffer.concat([bytes, Buffer.alloc(500)]));
  await asOrphan(path);
  const [id] = await reader.sealed();
  const segment = await reader.read(id!);
  assert.deepEqual([idsOf(segment.records).length, segment.damagedAt], [3, null]);
});

test('an open segment without a whole frame vanishes with its writer', async (t) => {
  const { directory, path, bytes, reader } = await spoolOfThree(t);
  await writeFile(path, bytes.subarray(0, 5));
  await asOrphan(path);
  assert.deepEqual(await reader.sealed(), []);
  assert.deepEqual(await readdir(directory), []);
});

test('a flipped bit in the middle is reported where it is, in a sealed segment and in an orphan', async (t) => {
  const { path, bytes, frames, reader } = await spoolOfThree(t);
  for (const offset of [frames[1]!.start + 20, frames[1]!.start - 5]) {
    const damaged = Buffer.from(bytes);
    damaged[offset]! ^= 0x40;
    await writeFile(path, damaged);
    for (const abandon of [false, true]) {
      if (abandon) await asOrphan(path);
      const [id] = await reader.sealed();
      const segment = await reader.read(id!);
      assert.deepEqual(idsOf(segment.records), ['p0']);
      assert.equal(segment.damagedAt, frames[0]!.end);
      if (abandon) await reader.quarantine(id!);
    }
  }
  const { quarantinedSegments, droppedRecords } = await reader.statistics();
  assert.deepEqual({ quarantinedSegments, droppedRecords }, { quarantinedSegments: 1, droppedRecords: 2 });
});

test('a busy segment takes room ahead, is counted all the same while it is open, and gives the room back', async (t) => {
  const directory = await ownDirectory();
  t.after(() => rm(directory, { recursive: true }));
  const writer = openWriter(directory);
  const reader = createSpoolReader({ directory });
  await writer.append(Array.from({ length: 2000 }, (_, row) => samplePrediction(`a${row}`)));
  const sizes: number[] = [];
  const waiting: number[] = [];
  for (const id of ['b', 'c']) {
    await writer.append([samplePrediction(id)]);
    sizes.push((await stat(join(directory, (await readdir(directory))[0]!))).size);
    waiting.push((await reader.statistics()).waitingRecords);
  }
  assert.deepEqual(waiting, [2001, 2002]);
  assert.equal(sizes[0], sizes[1]);
  await writer.close();
  const [name] = await readdir(directory);
  const bytes = await readFile(join(directory, name!));
  assert.ok(bytes.length < sizes[1]!);
  assert.equal(scanFrames(bytes).end, bytes.length);
  const [id] = await reader.sealed();
  const { records, damagedAt } = await reader.read(id!);
  assert.deepEqual([idsOf(records).length, damagedAt], [2002, null]);
});

test('who appends again as soon as it may does not hold up the event loop', async (t) => {
  const directory = await ownDirectory();
  t.after(() => rm(directory, { recursive: true }));
  const writer = openWriter(directory);
  let turns = 0;
  const count = () => {
    turns += 1;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const appendAgain = async (name: string) => {
    for (let row = 0; row < 100; row++) await writer.append([samplePrediction(`${name}-${row}`)]);
  };
  await Promise.all(Array.from({ length: 16 }, (_, name) => appendAgain(String(name))));
  clearImmediate(counting);
  await writer.close();
  assert.ok(turns >= 50, `${turns} turns for 100 appends one after the other`);
});

test('names that are no segments are left alone, and none leads out of the directory', async (t) => {
  const { directory, reader } = await spoolOfThree(t);
  await writeFile(join(directory, 'notes.open'), 'text');
  await writeFile(join(directory, '.other.segment'), 'text');
  assert.equal((await reader.sealed()).length, 1);
  for (const id of ['../secret', 'notes', '../x-1.1.1.1.1-1', '']) {
    await assert.rejects(reader.read(id), { code: 'NOT_FOUND' });
    await assert.rejects(reader.acknowledge(id), { code: 'NOT_FOUND' });
  }
});

test('a spool that does not exist yet is an empty one', async (t) => {
  const directory = await ownDirectory();
  t.after(() => rm(directory, { recursive: true }));
  const reader = createSpoolReader({ directory: join(directory, 'later') });
  assert.deepEqual(await reader.sealed(), []);
});
