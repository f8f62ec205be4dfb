import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, generateSigningKey } from '@slipway/platform';
import { signedDeployment } from '../fixtures/external-deployment.ts';
import { SIGNATURE, startForeignServer } from '../fixtures/foreign-server.ts';
import { ExternalServers, type ExternalServersOptions } from './external-servers.ts';

const start = (t: TestContext, over: Partial<ExternalServersOptions> = {}) => {
  const { deployment, blobs, trustedKeys } = signedDeployment();
  const servers = new ExternalServers({
    blobs,
    trustedKeys: async () => trustedKeys,
    logger: createLogger('test', 'silent'),
    checkMs: 20,
    timeoutMs: 1000,
    ...over,
  });
  t.after(() => servers.stop());
  const stateBecomes = async (state: string, index = 0) => {
    for (let tries = 0; tries < 200; tries++) {
      const report = servers.reports()[index];
      if (report?.state === state) return report;
      await sleep(10);
    }
    return assert.fail(`it is ${JSON.stringify(servers.reports())}, not ${state}`);
  };
  return { servers, deployment, stateBecomes };
};

test('a server that proves to serve the release is reported ready, and verified again', async (t) => {
  const server = await startForeignServer(t);
  const { servers, deployment, stateBecomes } = start(t);
  servers.apply([deployment([server.address])]);
  assert.equal(servers.reports()[0]?.state, 'starting');
  assert.deepEqual(await stateBecomes('ready'), {
    id: 'deployment-1-0',
    deployment: 'deployment-1',
    address: server.address,
    state: 'ready',
  });
  // Health, metadata, all samples together, and each of them alone.
  const first = server.asked.slice(0, 6);
  const infer = '/v2/models/doubler/infer';
  assert.deepEqual(first, ['/v2/health/ready', '/v2/models/doubler', infer, infer, infer, infer]);
  await sleep(60);
  assert.ok(server.asked.filter((path) => path === '/v2/health/ready').length > 1);
});

test('wrong answers are refused, and so is a server that goes wrong later', async (t) => {
  const server = await startForeignServer(t);
  const { servers, deployment, stateBecomes } = start(t);
  server.behaviour.score = (x) => 2 * x + 0.001;
  servers.apply([deployment([server.address])]);
  const refused = await stateBecomes('refused');
  assert.match(refused.reason ?? '', /^WARM_UP_MISMATCH: .*\[2\.00\d*\] where the evaluator saw \[2\]/);
  server.behaviour.score = (x) => 2 * x;
  await stateBecomes('ready');
  server.behaviour.score = (x) => 3 * x;
  await stateBecomes('refused');
});

test('metadata must be those of the signature, but for what varies', async (t) => {
  const server = await startForeignServer(t);
  const { servers, deployment, stateBecomes } = start(t);
  const right = server.behaviour.metadata as { inputs: object[]; outputs: object[] };
  const [input] = SIGNATURE.inputs;
  server.behaviour.metadata = { ...right, inputs: [{ ...input, datatype: 'FP64' }] };
  servers.apply([deployment([server.address])]);
  const { reason } = await stateBecomes('refused');
  assert.match(reason ?? '', /its input "x" is FP64, not FP32/);
  server.behaviour.metadata = { ...right, inputs: [{ ...input, shape: [8, 1] }] };
  await stateBecomes('ready');
});

test('a server that is not there yet is waited for; one that goes away has failed', async (t) => {
  const server = await startForeignServer(t);
  const { servers, deployment, stateBecomes } = start(t);
  server.behaviour.ready = false;
  servers.apply([deployment([server.address])]);
  await sleep(60);
  assert.deepEqual(
    servers.reports().map(({ state, reason }) => [state, /answers 400/.test(reason ?? '')]),
    [['starting', true]],
  );
  server.behaviour.ready = true;
  await stateBecomes('ready');
  server.behaviour.fails = 503;
  assert.match((await stateBecomes('failed')).reason ?? '', /503/);
  server.behaviour.fails = null;
  await stateBecomes('ready');
  await server.close();
  assert.match((await stateBecomes('failed')).reason ?? '', /cannot be reached/);
});

test('each address is verified under the name that the model has there, and forgotten when nobody wants it', async (t) => {
  const [one, two] = [await startForeignServer(t), await startForeignServer(t)];
  const { servers, deployment, stateBecomes } = start(t);
  servers.apply([deployment([one.address, two.address], 'tripler')]);
  assert.match((await stateBecomes('refused', 1)).reason ?? '', /404.*unknown model/);
  servers.apply([deployment([one.address, two.address], 'doubler')]);
  await stateBecomes('ready', 0);
  await stateBecomes('ready', 1);
  servers.apply([]);
  await sleep(30);
  const asked = one.asked.length;
  await sleep(60);
  assert.deepEqual([servers.reports(), one.asked.length], [[], asked]);
});

test('a release that nobody trusts is refused before anybody is asked', async (t) => {
  const server = await startForeignServer(t);
  const stranger = { keys: [generateSigningKey().trusted] };
  const { servers, deployment, stateBecomes } = start(t, { trustedKeys: async () => stranger });
  servers.apply([deployment([server.address])]);
  assert.match((await stateBecomes('refused')).reason ?? '', /RELEASE_KEY_UNKNOWN/);
  assert.deepEqual(server.asked, []);
});
