import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFileBlobs } from '@slipway/adapters';
import { collectArtifacts, nameProblem } from './collect-artifacts.ts';

const setUp = async (t: { after(end: () => Promise<void>): void }) => {
  const root = await mkdtemp(join(tmpdir(), 'artifacts-'));
  t.after(() => rm(root, { recursive: true }));
  const output = join(root, 'output');
  await mkdir(join(output, 'plots'), { recursive: true });
  return { output, blobs: createFileBlobs(join(root, 'blobs')) };
};

test('every file below the output directory becomes an artifact with a relative name', async (t) => {
  const { output, blobs } = await setUp(t);
  await writeFile(join(output, 'model.onnx'), 'model');
  await writeFile(join(output, 'plots', 'roc curve.png'), 'plot');
  const artifacts = await collectArtifacts(output, blobs);
  assert.deepEqual(
    artifacts.map(({ name, bytes }) => [name, bytes]),
    [
      ['model.onnx', 5],
      ['plots/roc curve.png', 4],
    ],
  );
  assert.equal(Buffer.from(await blobs.get(artifacts[0]?.digest ?? '')).toString(), 'model');
});

test('links are refused, to files and to directories', async (t) => {
  for (const target of ['/etc/passwd', '/etc', 'nowhere']) {
    const { output, blobs } = await setUp(t);
    await symlink(target, join(output, 'model.onnx'));
    await assert.rejects(collectArtifacts(output, blobs), /"model.onnx" is a link/);
  }
});

test('a hostile name is refused', async (t) => {
  const { output, blobs } = await setUp(t);
  await writeFile(join(output, 'a\nb'), '');
  await assert.rejects(collectArtifacts(output, blobs), /"a\\nb" has invisible or broken characters/);
});

test('which names are plain', () => {
  for (const name of ['model.onnx', 'a/b.json', '.hidden', 'größe (1).csv', 'a..b'])
    assert.equal(nameProblem(name), null);
  for (const name of ['../a', 'a/../b', '', 'a//b', 'a\\b', 'a\0b', 'a\u202eb', 'c:d', 'x'.repeat(300)])
    assert.notEqual(nameProblem(name), null, JSON.stringify(name));
});

test('a link in place of the output directory is not followed', async (t) => {
  const { output, blobs } = await setUp(t);
  await rm(output, { recursive: true });
  await assert.rejects(collectArtifacts(output, blobs), /something else stands in its place/);
  await symlink(tmpdir(), output);
  await assert.rejects(collectArtifacts(output, blobs), /something else stands in its place/);
});
