import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createLogger } from '../logger.ts';
import { followDocument } from './document-follower.ts';

const schema = z.strictObject({ revision: z.number(), text: z.string() });
type Document = z.infer<typeof schema>;

const world = async (t: { after(done: () => Promise<void>): void }) => {
  const directory = await mkdtemp(join(tmpdir(), 'follow-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const cacheFile = join(directory, 'document.json');
  const seen: string[] = [];
  const owner: { document: Document | null } = { document: { revision: 1, text: 'one' } };
  const fetch = async (after: number, signal: AbortSignal): Promise<Document> => {
    for (;;) {
      if (owner.document === null) throw new Error('dead');
      if (owner.document.revision !== after) return owner.document;
      await sleep(5, undefined, { signal });
    }
  };
  const follower = () =>
    followDocument({
      name: 'test',
      schema,
      cacheFile,
      fetch,
      onDocument: ({ text }) => void seen.push(text),
      logger: createLogger('test', 'silent'),
      retryMs: 5,
    });
  return { cacheFile, seen, owner, follower };
};

test('it applies each revision once and keeps the last one on disk', async (t) => {
  const { cacheFile, seen, owner, follower } = await world(t);
  const service = follower();
  await service.start();
  await sleep(40);
  owner.document = { revision: 2, text: 'two' };
  await sleep(40);
  await service.stop();
  assert.deepEqual(seen, ['one', 'two']);
  assert.equal((JSON.parse(await readFile(cacheFile, 'utf8')) as Document).text, 'two');
});

test('with its owner dead it starts from the disk, and follows again when the owner is back, even with a lower revision', async (t) => {
  const { cacheFile, seen, owner, follower } = await world(t);
  await writeFile(cacheFile, JSON.stringify({ revision: 9, text: 'kept' }));
  owner.document = null;
  const service = follower();
  await service.start();
  assert.deepEqual(seen, ['kept']);
  owner.document = { revision: 1, text: 'restored' };
  await sleep(60);
  await service.stop();
  assert.deepEqual(seen, ['kept', 'restored']);
});

test('a broken cache is no document', async (t) => {
  const { cacheFile, seen, owner, follower } = await world(t);
  await writeFile(cacheFile, '{"revision":');
  owner.document = null;
  const service = follower();
  await service.start();
  await service.stop();
  assert.deepEqual(seen, []);
});
