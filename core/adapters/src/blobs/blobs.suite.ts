import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { suite, test } from 'node:test';
import { type Blobs, digestOf } from '@slipway/platform';

/** What every blob store must do. */
export const blobsSuite = (engine: string, open: (directory: string) => Promise<Blobs>): void => {
  suite(`blobs: ${engine}`, () => {
    const opened = async (t: { after(done: () => Promise<void>): void }) => {
      const directory = await mkdtemp(join(tmpdir(), 'blobs-'));
      t.after(() => rm(directory, { recursive: true, force: true }));
      return { directory, blobs: await open(join(directory, 'store')) };
    };
    const content = new TextEncoder().encode('ship');

    test('bytes, a stream and a file with the same content are one blob', async (t) => {
      const { directory, blobs } = await opened(t);
      const file = join(directory, 'file');
      await writeFile(file, content);
      async function* stream() {
        yield content.subarray(0, 2);
        yield content.subarray(2);
      }
      const stored = await Promise.all([blobs.put(content), blobs.put(stream()), blobs.put({ file })]);
      for (const { digest, bytes } of stored) assert.deepEqual([digest, bytes], [digestOf(content), 4]);
      const digest = digestOf(content);
      assert.equal(await blobs.has(digest), true);
      assert.deepEqual(new Uint8Array(await blobs.get(digest)), content);
      assert.deepEqual(new Uint8Array(await buffer(await blobs.stream(digest))), content);
      assert.deepEqual(new Uint8Array(await readFile(await blobs.path(digest))), content);
      assert.deepEqual(new Uint8Array(await readFile(file)), content, 'the file stays where it is');
    });

    test('an unknown digest and a hostile name are not found', async (t) => {
      const { blobs } = await opened(t);
      for (const digest of [digestOf('nothing'), '../../etc/passwd', 'sha256:../..', '']) {
        await assert.rejects(blobs.get(digest), { code: 'BLOB_NOT_FOUND' }, digest);
        await assert.rejects(blobs.stream(digest), { code: 'BLOB_NOT_FOUND' });
        await assert.rejects(blobs.path(digest), { code: 'BLOB_NOT_FOUND' });
      }
      assert.equal(await blobs.has(digestOf('nothing')), false);
    });

    test('a stream that fails leaves no blob', async (t) => {
      const { blobs } = await opened(t);
      async function* failing() {
        yield content;
        throw new Error('cut');
      }
      await assert.rejects(blobs.put(failing()), /cut/);
      assert.equal(await blobs.has(digestOf(content)), false);
    });
  });
};
