import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, releasePoints, startPointsRun } from '../stack/points.ts';
import { eventually, type TestStack } from '../stack/test-stack.ts';

/** A release whose stored model was changed is not served. */
export const flippedByte = async (stack: TestStack): Promise<void> => {
  const release = await releasePoints(stack, 0.7);
  const hex = release.artifact.slice('sha256:'.length);
  const blob = join(stack.directory, 'blobs', 'sha256', hex.slice(0, 2), hex);
  const bytes = await readFile(blob);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  await chmod(blob, 0o644);
  await writeFile(blob, bytes);

  const { id } = await stack.client.createDeployment({ body: { release: release.id } });
  const refused = await eventually('the predictor refuses', async () => {
    const status = await stack.process(`predictor-${id}-0`).catch(() => null);
    return status?.health === 'not-ready' ? status : null;
  });
  assert.match(refused.reason ?? '', /DIGEST_MISMATCH/);
  await stack.client.putEndpoint({ params: { endpoint: 'points' }, body: {} });
  await assert.rejects(
    stack.client.putVariant({ params: { endpoint: 'points', variant: 'v2' }, body: { deployment: id } }),
    { code: 'DEPLOYMENT_NOT_READY' },
  );
  const answer = await stack.client.predict({
    params: { endpoint: 'points' },
    body: { rows: [{ distance: 1, hour: 0, origin: 'ATL' }] },
  });
  assert.equal(answer.version, 1, 'the approved version goes on serving');
  await stack.client.deleteDeployment({ params: { deployment: id } });
};

/** Nobody but a reviewer makes a release. */
export const unapproved = async (stack: TestStack): Promise<void> => {
  const run = await finished(stack, await startPointsRun(stack));
  const review = run.steps.map(({ output }) => output?.review).find((id) => typeof id === 'string') as string;
  await assert.rejects(stack.client.createDeployment({ body: { release: 'points-9-9' } }), {
    code: 'NOT_FOUND',
  });
  const author = (await readFile(join(stack.directory, 'tokens', 'author'), 'utf8')).trim();
  const response = await fetch(`${stack.addresses.control}/v1/reviews/${review}/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${author}`, 'content-type': 'application/json' },
    body: JSON.stringify({ verdict: 'approve', reason: 'mine', evidence: `sha256:${'0'.repeat(64)}` }),
  });
  assert.equal(response.status, 403);
};

/** A step that fails ends its run only. */
export const failingStep = async (stack: TestStack): Promise<void> => {
  const run = await finished(stack, await startPointsRun(stack, { fail: true }));
  assert.equal(run.state, 'failed');
  const step = run.steps.find(({ name }) => name === 'train');
  assert.equal(step?.failure?.exitCode, 3);
  assert.ok(
    step?.failure?.lastLines.includes('the data is not what was expected'),
    JSON.stringify(step?.failure),
  );
  assert.equal(
    (
      await stack.client.predict({
        params: { endpoint: 'points' },
        body: { rows: [{ distance: 1, hour: 0, origin: 'ATL' }] },
      })
    ).version,
    1,
  );
};
