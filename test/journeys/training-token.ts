import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createFileBlobs } from '@slipway/adapters/file-blobs';
import { SERVICES } from '@slipway/client';
import { JobDeclaration } from '@slipway/contracts';
import { dataDirectory } from '@slipway/platform';
import { finished } from '../stack/points.ts';
import { eventually, type TestStack, temporaryDirectory } from '../stack/test-stack.ts';

/** What a step tries with the token that it was given: every route of every service, and the tracking API. */
const PROGRAM = `
import { readFile, writeFile } from 'node:fs/promises';
const { MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_TOKEN: token, SLIPWAY_OUTPUT_DIR: output } = process.env;
const calls = JSON.parse(await readFile('calls.json', 'utf8'));
const basic = 'Basic ' + Buffer.from('step:' + token).toString('base64');
const tried = [];
for (const { id, method, url } of calls)
  for (const authorization of ['Bearer ' + token, basic]) {
    const headers = { authorization, 'content-type': 'application/json' };
    const body = method === 'GET' ? undefined : '{}';
    tried.push({ id, status: (await fetch(url, { method, headers, body })).status });
  }
const track = async (path, body) => {
  const headers = { authorization: 'Bearer ' + token };
  const answer = await fetch(uri + '/api/2.0/mlflow/' + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
};
const created = await track('runs/create', { experiment_id: '0' });
const run_id = created.body.run.info.run_id;
const metric = await track('runs/log-metric', { run_id, key: 'm', value: 1, timestamp: 1 });
console.log('the token is ' + token);
await writeFile(output + '/tried.json', JSON.stringify({ tried, created: created.status, metric: metric.status, run_id, token }));
`;

/** What a step can do with the token that it was given to track. */
export const trainingToken = async (t: TestContext, stack: TestStack): Promise<void> => {
  const { client, addresses, directory } = stack;
  const code = await temporaryDirectory(t);
  const calls = Object.entries(SERVICES).flatMap(([service, routes]) =>
    Object.values(routes)
      // Predictions are open to everybody when the gateway has no key; its roles are public.
      .filter(({ roles }) => (roles as unknown) !== 'public')
      .map(({ id, method, path }) => ({
        id,
        method,
        url: addresses[service as keyof typeof addresses] + path.replaceAll(/:(\w+)/g, '1'),
      })),
  );
  for (const id of ['decide', 'createDeployment', 'putVariant', 'setParameters', 'createSnapshot', 'query'])
    assert.ok(
      calls.some((call) => call.id === id),
      `${id} is tried`,
    );
  await writeFile(join(code, 'calls.json'), JSON.stringify(calls));
  await writeFile(join(code, 'try.mjs'), PROGRAM);
  const declaration = JobDeclaration.parse({
    name: 'curious',
    steps: [{ kind: 'command', name: 'try', command: ['node', 'try.mjs'] }],
  });
  await client.putJob({
    params: { job: 'curious' },
    body: { declaration, code: { directory: code, commit: null, dirty: false } },
  });
  const run = await finished(stack, await client.startRun({ params: { job: 'curious' }, body: {} }));
  const { id } = run;
  const artifact = run.steps[0]?.output?.artifacts?.find(({ name }) => name === 'tried.json');
  assert.ok(artifact, JSON.stringify(run.steps[0]?.failure));
  const blobs = createFileBlobs(dataDirectory(directory).blobs);
  const { tried, created, metric, run_id, token } = JSON.parse(
    Buffer.from(await blobs.get(artifact.digest)).toString(),
  );
  assert.equal(tried.length, 2 * calls.length);
  for (const { id: route, status } of tried) assert.equal(status, 401, route);
  assert.deepEqual([created, metric], [200, 200]);

  const { runs } = await client.listTrackedRuns({ params: { run: id } });
  assert.deepEqual(
    runs.map((each) => [each.id, each.step]),
    [[run_id, 'try']],
  );
  const { lines } = await client.getRunLog({ params: { run: id }, query: {} });
  assert.ok(lines.some(({ text }) => text.startsWith('the token is ')));
  assert.ok(!lines.some(({ text }) => text.includes(token)), 'the log does not hold the token');
  for (const process of ['control', 'worker'])
    assert.ok(!(await readFile(join(directory, 'logs', `${process}.log`), 'utf8')).includes(token), process);
  await eventually('the token ends with the step', async () => {
    const { status } = await fetch(`${addresses.control}/api/2.0/mlflow/runs/get?run_id=${run_id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return status === 401;
  });
};
