import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Environment, readEnvironment } from '@slipway/platform';
import { createSession } from './session.ts';

/** A data directory with tokens, and a server that answers 401 and remembers whose token came. */
const scene = async (t: TestContext) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'session-'));
  await mkdir(join(dataDir, 'tokens'));
  for (const subject of ['author', 'reviewer', 'operator', 'demo-reviewer'])
    await writeFile(join(dataDir, 'tokens', subject), `token-of-${subject}\n`);
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization?.replace('Bearer ', ''));
    response.writeHead(401).end(JSON.stringify({ code: 'UNAUTHENTICATED', error: 'x', remedy: 'y' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.close();
    await rm(dataDir, { recursive: true });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment: Environment = {
    ...readEnvironment(),
    SLIPWAY_CONTROL_URL: url,
    SLIPWAY_LOG_URL: url,
    SLIPWAY_GATEWAY_URL: url,
  };
  const open = (options: { as?: string; token?: string } = {}) =>
    createSession({
      ...{ dataDir, json: false, as: options.as },
      environment: options.token ? { ...environment, SLIPWAY_TOKEN: options.token } : environment,
    }).client();
  return { dataDir, environment, open, seen };
};

test('each route is called with the token of a role that it takes', async (t) => {
  const { open, seen } = await scene(t);
  const client = await open();
  const refused = { code: 'UNAUTHENTICATED' };
  await assert.rejects(client.startRun({ params: { job: 'j' }, body: {} }), refused);
  await assert.rejects(client.createDeployment({ body: { release: 'r' } }), refused);
  await assert.rejects(client.servedEndpoints({}), refused);
  assert.deepEqual(seen, ['token-of-author', 'token-of-operator', undefined]);
});

test('a decision is made as the reviewer, or as the subject that is named', async (t) => {
  const { open, seen } = await scene(t);
  const decision = {
    params: { review: 'r' },
    body: { verdict: 'approve', reason: 'good', evidence: `sha256:${'0'.repeat(64)}` },
  } as const;
  await assert.rejects((await open()).decide(decision), { code: 'UNAUTHENTICATED' });
  await assert.rejects((await open({ as: 'demo-reviewer' })).decide(decision), { code: 'UNAUTHENTICATED' });
  await assert.rejects((await open({ token: 'given' })).decide(decision), { code: 'UNAUTHENTICATED' });
  assert.deepEqual(seen, ['token-of-reviewer', 'token-of-demo-reviewer', 'given']);
  const nobody = await open({ as: 'nobody' });
  assert.throws(() => nobody.decide(decision), { code: 'NO_TOKEN', message: /reviewer/ });
});

test('the gateway gets its key when this person may read it', async (t) => {
  const { dataDir, environment, seen } = await scene(t);
  const keyFile = join(dataDir, 'gateway-key');
  const ask = async () => {
    const session = createSession({
      ...{ dataDir, json: false },
      environment: { ...environment, SLIPWAY_GATEWAY_KEY_FILE: keyFile },
    });
    await assert.rejects((await session.client()).servedEndpoints({}), { code: 'UNAUTHENTICATED' });
  };
  await ask();
  await writeFile(keyFile, 'the-key\n');
  await ask();
  assert.deepEqual(seen, [undefined, 'the-key']);
});

test('without a running stack and without addresses there is nobody to ask', async (t) => {
  const { dataDir, environment } = await scene(t);
  const { SLIPWAY_GATEWAY_URL: _, ...rest } = environment;
  const session = createSession({ dataDir, json: false, environment: rest });
  await assert.rejects(session.client(), { code: 'NOT_RUNNING' });
});
