import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { linearModel } from '@slipway/inference/fixtures';
import { digestOf, generateSigningKey, verifyRelease } from '@slipway/platform';
import { layOutTrial } from './trial-release.ts';

test('a trial is trusted by its own data directory alone, and its private key is nowhere', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-trial-'));
  try {
    const { model, signature } = linearModel();
    const path = join(directory, 'given.onnx');
    await writeFile(path, model);
    const given = { path, digest: digestOf(model), bytes: model.length, signature, samples: [] };
    const { dataDirectory, modelDirectory } = await layOutTrial(directory, given);
    const read = async (...names: string[]) => JSON.parse(await readFile(join(...names), 'utf8'));
    const envelope = await read(modelDirectory, 'release.json');
    const { predicate } = verifyRelease(envelope, await read(dataDirectory, 'keys', 'trusted.json'));
    assert.equal(predicate.artifact, given.digest);
    assert.deepEqual(
      predicate.decisions.map(({ by }) => [by.subject, by.unattended]),
      [['evaluator', true]],
    );
    assert.throws(() => verifyRelease(envelope, { keys: [generateSigningKey().trusted] }), {
      code: 'RELEASE_KEY_UNKNOWN',
    });
    for (const name of await readdir(directory, { recursive: true })) {
      const text = await readFile(join(directory, name), 'latin1').catch(() => '');
      assert.ok(!text.includes('PRIVATE KEY'), name);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
