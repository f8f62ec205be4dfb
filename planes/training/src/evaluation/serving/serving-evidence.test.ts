import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LoadTestPlan, Row } from '@slipway/contracts';
import { linearModel } from '@slipway/inference/fixtures';
import { digestOf } from '@slipway/platform';
import { describeServing, type ServingEvidence, servingEvidence } from './serving-evidence.ts';

const PREDICTOR = ['node', join(import.meta.dirname, '../fixtures/predictor.main.ts')];
const { model, signature, probability } = linearModel();
const ROWS: Row[] = [
  { distance: 1, hour: 2, origin: 'ATL' },
  { distance: null, hour: 20, origin: 'never seen' },
  { distance: -3.5, hour: 5, origin: null },
];
const expected = (row: Row, index: number, error = 0) => ({
  index,
  row,
  score: [1 - probability(row) - error, probability(row) + error],
});

interface Trial {
  readonly command?: readonly string[];
  readonly error?: number;
  readonly sampleError?: number;
  readonly load?: LoadTestPlan;
}

/** The evidence of a linear model, where the evaluator is off by `error`, and what is left in the directory. */
const tried = async ({ command = PREDICTOR, error = 0, sampleError = 0, load }: Trial) => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-trial-'));
  const output = join(directory, 'output');
  const path = join(directory, 'model.onnx');
  await mkdir(output);
  await writeFile(path, model);
  try {
    const evidence: ServingEvidence = await servingEvidence({
      command,
      model: { path, digest: digestOf(model), signature },
      samples: ROWS.map((row, index) => ({ row, score: expected(row, index, sampleError).score })),
      rows: {
        alone: ROWS.map((row, index) => expected(row, index)),
        together: Array.from({ length: 120 }, (_, at) =>
          expected(ROWS[at % 3]!, 100 + at, at === 70 ? error : 0),
        ),
      },
      load,
      seed: 5,
      output,
    });
    assert.deepEqual(await readdir(directory), ['model.onnx', 'output']);
    return evidence;
  } finally {
    await rm(directory, { recursive: true });
  }
};

test('a predictor takes a candidate that nobody has released, answers as the evaluator does, and bears load', async () => {
  const load = { requestsPerSecond: 200, seconds: 1, rows: 2 };
  const { serving, load: loaded } = await tried({ load });
  assert.equal(serving?.rows, 123);
  assert.equal(serving.mismatches, 0, JSON.stringify(serving.examples));
  assert.ok(serving.maxDifference! < 1e-6);
  assert.equal(serving.refusal, undefined);
  assert.ok(loaded!.requests > 120 && loaded!.requests < 280, `${loaded!.requests} requests`);
  assert.equal(loaded!.errors, 0, loaded!.firstError);
  assert.ok(loaded!.p50Ms! > 0 && loaded!.p50Ms! <= loaded!.p99Ms! && loaded!.p99Ms! <= loaded!.maxMs!);
  assert.equal(loaded!.machine.node, process.version);
  assert.equal(
    describeServing({ serving }).join(),
    'a predictor answers 123 of 123 rows as the evaluator does',
  );
});

test('rows that the evaluator scored otherwise are counted and shown', async () => {
  const { serving, load } = await tried({ error: 0.01 });
  assert.equal(load, undefined);
  assert.equal(serving?.mismatches, 1);
  assert.ok(Math.abs(serving.maxDifference! - 0.01) < 1e-6);
  assert.deepEqual(
    serving.examples.map(({ row, reason }) => [row, reason]),
    [[170, 'another score']],
  );
});

test('a candidate that the predictor refuses agrees on no row, with the reason', async () => {
  const { serving } = await tried({ sampleError: 0.1 });
  assert.equal(serving?.mismatches, 123);
  assert.match(serving.refusal ?? '', /WARM_UP_MISMATCH/);
  assert.match(describeServing({ serving }).join(), /^a predictor refuses the candidate: WARM_UP_MISMATCH/);
});

test('a predictor that cannot be started says nothing about the model', async () => {
  const failing = ['node', '-e', 'console.error("no such thing"); process.exit(3)'];
  await assert.rejects(tried({ command: failing }), {
    code: 'INTERNAL',
    message: /it ended with exit code 3: no such thing/,
  });
  await assert.rejects(tried({ command: ['/does/not/exist'] }), { code: 'INTERNAL', message: /ENOENT/ });
});
