import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogWriter } from '@slipway/platform';
import { logBusSuite, samplePrediction } from './log-bus.suite.ts';
import { OpenSegment } from './open-segment.ts';
import { createSpoolReader } from './spool-reader.ts';
import { createSpoolWriter } from './spool-writer.ts';

const ownDirectory = () => mkdtemp(join(tmpdir(), 'slipway-spool-'));

logBusSuite('spool with fsync', async () => {
  const directory = await ownDirectory();
  const writers: LogWriter[] = [];
  return {
    writer: (gateway, { segmentSeconds = 60, segmentBytes = 1 << 24 } = {}) => {
      const limits = { segmentSeconds, segmentBytes };
      const writer = createSpoolWriter({ directory, gateway, ...limits, durability: 'fsync' });
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

test('appends that come while the disk is at work share one sync after it', async (t) => {
  const directory = await ownDirectory();
  t.after(() => rm(directory, { recursive: true }));
  const segment = new OpenSegment(directory, 'gateway-a.1.0.0.aa-00000001');
  segment.write([Buffer.from('a')]);
  const first = segment.sync();
  segment.write([Buffer.from('b')]);
  const [second, third] = [segment.sync(), segment.sync()];
  assert.equal(second, third);
  assert.notEqual(first, second, 'a sync that began before a write does not cover it');
  await Promise.all([first, second]);
  const fourth = segment.sync();
  await segment.seal();
  await fourth;
  assert.deepEqual(await readdir(directory), ['gateway-a.1.0.0.aa-00000001.segment']);
});

test('with fsync an append waits for the disk, and many turns wait together', async (t) => {
  const directory = await ownDirectory();
  t.after(() => rm(directory, { recursive: true }));
  const options = { directory, gateway: 'g', segmentSeconds: 60, segmentBytes: 1 << 24 };
  const writer = createSpoolWriter({ ...options, durability: 'fsync' });
  const began = performance.now();
  await writer.append([samplePrediction('alone')]);
  const alone = performance.now() - began;
  const appends: PromiseLike<void>[] = [];
  const grouped = performance.now();
  for (let turn = 0; turn < 200; turn++) {
    appends.push(writer.append([samplePrediction(`p${turn}`)]));
    await nextTurn();
  }
  await Promise.all(appends);
  const each = (performance.now() - grouped) / appends.length;
  await writer.close();
  t.diagnostic(`${alone.toFixed(2)} ms alone, ${each.toFixed(3)} ms each of 200 in as many turns`);
});
