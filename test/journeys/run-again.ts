import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ModelVersion, Reproduction, Run } from '@slipway/contracts';
import { linearModel } from '@slipway/inference/fixtures';
import { type TestStack, temporaryDirectory } from '../stack/test-stack.ts';
import { commandLine } from './command-line.ts';

const STEP = `
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
for (const file of ['model.onnx', 'signature.json'])
  copyFileSync(join(import.meta.dirname, file), join(process.env.SLIPWAY_OUTPUT_DIR, file));
`;
const JOB = {
  name: 'again',
  steps: [
    { kind: 'snapshot', name: 'rows', sql: 'select 1 as a' },
    { kind: 'command', name: 'train', needs: ['rows'], command: ['node', 'step.mjs'] },
  ],
  register: { step: 'train', model: 'again' },
};

/** Runs a job of its own, and runs it again in every way. */
export const runAgain = async (t: TestContext, stack: TestStack): Promise<void> => {
  const { run: slipway, json, text } = commandLine(stack.directory);
  const directory = await temporaryDirectory(t);
  const { model, signatureJson } = linearModel({ bias: 0.1 });
  await writeFile(join(directory, 'step.mjs'), STEP);
  await writeFile(join(directory, 'model.onnx'), model);
  await writeFile(join(directory, 'signature.json'), signatureJson);
  await writeFile(join(directory, 'again.json'), JSON.stringify(JOB));
  await json('job', 'apply', join(directory, 'again.json'));
  const recorded = await json<Run>('job', 'run', 'again', '--watch');
  const versions = () => json<ModelVersion[]>('model', 'versions', 'again');

  const rerun = await json<Run>('run', 'rerun', recorded.id, '--watch');
  assert.deepEqual(
    rerun.steps.map(({ name, reusedFrom }) => [name, reusedFrom?.run]),
    [
      ['rows', undefined],
      ['train', recorded.id],
      ['register', recorded.id],
    ],
  );
  assert.match(await text('run', 'show', rerun.id), new RegExp(`reused from ${recorded.id}`));
  assert.equal((await versions()).length, 1);

  const identical = await json<Reproduction>('run', 'reproduce', recorded.id);
  assert.deepEqual([identical.verdict, identical.version], ['identical', 1]);
  assert.match(await text('model', 'show', 'again', '1'), /made again identical in run/);
  assert.equal((await versions()).length, 1, 'what proves a version registers none');

  await appendFile(join(directory, 'step.mjs'), '// another state, in no commit');
  const { code, stderr } = await slipway('run', 'reproduce', recorded.id);
  assert.equal(code, 5);
  assert.match(stderr, /NOT_REPRODUCED: .* \(impossible\): .*was in no commit, and it has changed since/);
  assert.match(await text('model', 'show', 'again', '1'), /made again impossible in run/);

  const fresh = await json<Run>('job', 'run', 'again', '--fresh', '--watch');
  assert.ok(fresh.steps.every(({ reusedFrom }) => reusedFrom === undefined));
  assert.equal((await versions()).length, 2);
};
