import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { runSlipway, startTestStack, temporaryDirectory } from '../../stack/test-stack.ts';
import { mlflowPython } from './mlflow-python.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/sklearn-mlflow');
const TRAINING_MS = 120_000;

/** Runs the program to its end. Rejects with what it said when it fails. */
const train = async (python: string, directory: string, uri: string): Promise<string> => {
  const child = execFile(python, [join(directory, 'train.py')], {
    timeout: TRAINING_MS,
    cwd: directory,
    env: {
      ...process.env,
      MLFLOW_TRACKING_URI: uri,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      GIT_PYTHON_REFRESH: 'quiet',
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: string) => {
      said += text;
    });
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, said);
  return said;
};

describe('examples/sklearn-mlflow, from python train.py to a review that waits for a person', async () => {
  const python = await mlflowPython('3');
  const skip = python === null && 'no Python packages';

  it('on any machine, and as a step of a job', { skip }, async (t) => {
    const code = join(await temporaryDirectory(t), 'example');
    await cp(EXAMPLE, code, { recursive: true });
    // The step is called "python3 train.py".
    const PATH = [dirname(python!), process.env.PATH].join(delimiter);
    const { client, directory } = await startTestStack(t, { environment: { PATH } });
    const slipway = async (...parameters: string[]) => {
      const { code: exit, stdout, stderr } = await runSlipway(...parameters, '--data-dir', directory);
      assert.equal(exit, 0, stderr);
      return stdout.trim();
    };
    await slipway('dataset', 'load', 'penguins', join(code, 'penguins.csv'));
    await slipway('job', 'apply', join(code, 'penguins.yaml'));
    const uri = await slipway('tracking', 'uri');

    await t.test('python train.py', async () => {
      assert.match(await train(python!, code, uri), /review-1 of penguin-sex version 1 waits for a person/);
      const review = await client.getReview({ params: { review: 'review-1' } });
      assert.deepEqual([review.state, review.author, review.endpoint], ['open', 'author', 'penguin-sex']);
      const { lineage } = review.evidence;
      assert.equal(lineage.parameters.trees, '60');
      assert.equal(lineage.seed, 7);
      assert.ok(lineage.environment.mlflow?.startsWith('3.'));
      assert.equal(review.evidence.evaluation.rows, 84);
      assert.ok((review.evidence.evaluation.metrics.auc?.value ?? 0) > 0.9);
    });

    await t.test('slipway job run', async () => {
      const { id } = await client.startRun({ params: { job: 'penguins' }, body: {} });
      await slipway('run', 'watch', id);
      const run = await client.getRun({ params: { run: id } });
      assert.equal(run.state, 'succeeded');
      const { runs } = await client.listTrackedRuns({ params: { run: id } });
      assert.deepEqual(
        runs.map(({ step, status }) => [step, status]),
        [['train', 'FINISHED']],
      );
      const review = await client.getReview({ params: { review: 'review-2' } });
      const { lineage } = review.evidence;
      assert.deepEqual([review.state, lineage.run, lineage.snapshots.length], ['open', id, 1]);
    });

    await t.test('nothing is released, whatever aliases say', async () => {
      const answer = await fetch(
        `${uri.replace(/\/\/[^@]*@/, '//')}/api/2.0/mlflow/registered-models/alias`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${(await readFile(join(directory, 'tokens', 'author'), 'utf8')).trim()}`,
          },
          body: JSON.stringify({ name: 'penguin-sex', alias: 'production', version: '1' }),
        },
      );
      assert.equal(answer.status, 200);
      assert.deepEqual((await client.listReleases({})).items, []);
    });
  });
});
