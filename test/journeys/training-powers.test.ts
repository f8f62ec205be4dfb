import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { createFileBlobs } from '@slipway/adapters/file-blobs';
import { SERVICES } from '@slipway/client';
import { JobDeclaration, type Route } from '@slipway/contracts';
import { dataDirectory } from '@slipway/platform';
import {
  finished,
  POINTS_JOB,
  preparePoints,
  releasePoints,
  servePoints,
  startPointsRun,
} from '../stack/points.ts';
import { startTestStack } from '../stack/test-stack.ts';
import { trainingToken } from './training-token.ts';

/** All that the token of the worker is for; a route that is added here gives training more power. */
const WORKER_CHANGES = [
  'addEvaluation',
  'addReproduction',
  'completeStep',
  'createSnapshot',
  'failStep',
  'heartbeat',
  'leaseStep',
  'openReview',
  'openStepTracking',
  'registerVersion',
  'reuseStep',
];

const ALL: readonly Route[] = [...Object.values(SERVICES.control), ...Object.values(SERVICES.log)];

test('training cannot release, deploy, route or change what is served', async (t) => {
  const stack = await startTestStack(t);
  const { addresses, client, directory } = stack;
  await preparePoints(stack);
  const release = await releasePoints(stack, 0.1);
  const deployment = await servePoints(stack, release, 'first');
  const run = await finished(stack, await startPointsRun(stack, { bias: 0.3 }));
  const review = run.steps.map(({ output }) => output?.review).find((id) => typeof id === 'string') as string;
  const { evidenceDigest: evidence } = await client.getReview({ params: { review } });

  const endpoint = '/v1/endpoints/points';
  /** What only people and serving may do, as they would ask for it. */
  const decisions = (
    [
      [
        'approve',
        'POST',
        `/v1/reviews/${review}/decisions`,
        { verdict: 'approve', reason: 'mine', evidence },
      ],
      ['revoke', 'POST', `/v1/releases/${release.id}/revocation`, { reason: 'mine' }],
      ['deploy', 'POST', '/v1/deployments', { release: release.id, replicas: 1 }],
      ['scale', 'PATCH', `/v1/deployments/${deployment}`, { replicas: 3 }],
      ['undeploy', 'DELETE', `/v1/deployments/${deployment}`],
      ['change the endpoint', 'PUT', endpoint, {}],
      ['remove the endpoint', 'DELETE', endpoint],
      ['route', 'PUT', `${endpoint}/variants/mine`, { deployment }],
      ['unroute', 'DELETE', `${endpoint}/variants/first`],
      ['change parameters', 'PATCH', `${endpoint}/parameters`, { values: { activate: false } }],
      ['take parameters back', 'POST', `${endpoint}/parameters/rollback`, { revision: 1 }],
      ['start an experiment', 'POST', `${endpoint}/experiments`, { kind: 'ab', variants: [] }],
      ['stop an experiment', 'POST', `${endpoint}/experiments/1/stop`, {}],
      ['read the wanted deployments', 'GET', '/v1/serving/deployments'],
      ['read the routing table', 'GET', '/v1/serving/routing'],
      ['report predictors', 'PUT', '/v1/serving/predictors', { predictors: [] }],
    ] as const
  ).map(([id, method, path, body]) => ({ id, method, url: `${addresses.control}${path}`, body }));
  const state = async () => ({
    review: (await client.getReview({ params: { review } })).state,
    releases: (await client.listReleases()).items.map((each) => [each.id, each.state]),
    deployments: (await client.listDeployments()).map(({ id, replicas }) => [id, replicas]),
    endpoint: await client.getEndpoint({ params: { endpoint: 'points' } }),
  });
  const before = await state();

  await t.test('the tokens of worker and author are refused each of it', async () => {
    for (const subject of ['worker', 'author']) {
      const token = (await readFile(join(directory, 'tokens', subject), 'utf8')).trim();
      for (const { id, method, url, body } of decisions) {
        const response = await fetch(url, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const answer = (await response.json()) as { code?: string };
        assert.deepEqual([response.status, answer.code], [403, 'FORBIDDEN'], `${subject}: ${id}`);
      }
    }
  });

  await t.test('a step is refused each of it, with whatever token it finds in its environment', async () => {
    const declaration = JobDeclaration.parse({
      name: 'trying',
      parameters: { attempts: JSON.stringify(decisions) },
      steps: [{ kind: 'command', name: 'try', command: ['node', 'try-everything.ts'] }],
    });
    const code = { directory: dirname(POINTS_JOB), commit: null, dirty: false };
    await client.putJob({ params: { job: 'trying' }, body: { declaration, code } });
    const tried = await finished(stack, await client.startRun({ params: { job: 'trying' }, body: {} }));
    assert.equal(tried.state, 'succeeded', JSON.stringify(tried.steps.map(({ failure }) => failure)));
    const artifact = tried.steps
      .flatMap(({ output }) => output?.artifacts ?? [])
      .find(({ name }) => name === 'found.json');
    const blobs = createFileBlobs(dataDirectory(directory).blobs);
    const { names, results } = JSON.parse(
      Buffer.from(await blobs.get(artifact!.digest)).toString('utf8'),
    ) as {
      names: string[];
      results: { with: string; id: string; status: number }[];
    };
    assert.ok(names.includes('MLFLOW_TRACKING_TOKEN'), names.join());
    assert.equal(results.length, decisions.length * (1 + names.length));
    assert.deepEqual(
      results.filter(({ status }) => status !== 401),
      [],
    );
  });

  await t.test('the token of a training step tracks, and is refused everything else', (inner) =>
    trainingToken(inner, stack),
  );

  await t.test('what the worker may change is this list, and nothing on it is served', () => {
    // What every role may is reading and computing, whatever its method.
    const changes = ALL.filter(
      ({ method, roles }) =>
        method !== 'GET' && roles !== 'public' && roles.includes('worker') && !roles.includes('viewer'),
    );
    assert.deepEqual(changes.map(({ id }) => id).sort(), WORKER_CHANGES);
  });

  await t.test('nothing of it changed anything', async () => {
    assert.deepEqual(await state(), before);
  });

  await stack.stop();
});
