import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, readlink, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { SERVICES } from '@slipway/client';
import { JobDeclaration, ROLES, type Role, type Route, type StackStatus } from '@slipway/contracts';
import { copyMigratedDatabase } from '../stack/migrated-database.ts';
import { finished } from '../stack/points.ts';
import { runCommand } from '../stack/run-command.ts';
import { processesOf, startTestStack, temporaryDirectory } from '../stack/test-stack.ts';

/** Subjects with a token, and the role that each has. */
const SUBJECTS: Readonly<Record<string, Role>> = {
  ...Object.fromEntries(ROLES.map((role) => [role, role])),
  'demo-reviewer': 'reviewer',
};

/** A path of the route whose parameters name nothing that exists. */
const pathOf = ({ path }: Route): string =>
  path.replaceAll(/:(\w+)/g, (_, name) => (name === 'version' ? '1' : 'nothing'));

const ask = async (address: string, method: string, path: string, token?: string) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${address}${path}`, { method, headers });
  const text = await response.text();
  return { status: response.status, code: (text === '' ? {} : JSON.parse(text)).code as string | undefined };
};

/** Listening TCP sockets of a process as `address:port`, from /proc. */
const listening = async (pid: number): Promise<string[]> => {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode))
    .map(([, local]) => {
      const [hex = '', port = ''] = (local ?? '').split(':');
      const address = hex.length === 8 ? [...Buffer.from(hex, 'hex').reverse()].join('.') : hex;
      return `${address}:${Number.parseInt(port, 16)}`;
    });
};

const filesUnder = async (directory: string): Promise<string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('who may do what, and who may know what', async (t) => {
  const directory = await temporaryDirectory(t);
  const key = randomBytes(16).toString('hex');
  const keys = await temporaryDirectory(t);
  await writeFile(join(keys, 'gateway-key'), key, { mode: 0o600 });
  const environment = { SLIPWAY_GATEWAY_KEY_FILE: join(keys, 'gateway-key'), SLIPWAY_LOG_LEVEL: 'trace' };
  await copyMigratedDatabase(join(directory, 'database'));
  const stack = await startTestStack(t, { directory, environment });
  const { addresses, client } = stack;
  const tokens = new Map<string, string>();
  for (const subject of Object.keys(SUBJECTS))
    tokens.set(subject, (await readFile(join(directory, 'tokens', subject), 'utf8')).trim());

  for (const service of ['control', 'log'] as const) {
    const address = addresses[service];
    const routes: Route[] = Object.values(SERVICES[service]);
    await t.test(`${service}: every route needs a token of a role that it takes`, async () => {
      assert.ok(routes.length >= 14, `${routes.length} routes`);
      for (const route of routes) {
        assert.notEqual(route.roles, 'public', route.id);
        const { method } = route;
        const path = pathOf(route);
        assert.deepEqual(
          await ask(address, method, path),
          { status: 401, code: 'UNAUTHENTICATED' },
          route.id,
        );
        const wrong = await ask(address, method, path, randomBytes(32).toString('base64url'));
        assert.deepEqual(wrong, { status: 401, code: 'UNAUTHENTICATED' }, route.id);
        for (const [subject, role] of Object.entries(SUBJECTS)) {
          const allowed = route.roles.includes(role);
          // What changes something is not tried by those who may.
          if (allowed && method !== 'GET') continue;
          const answer = await ask(address, method, path, tokens.get(subject));
          if (allowed) assert.ok(answer.status !== 401 && answer.status !== 403, `${route.id} by ${subject}`);
          else assert.deepEqual(answer, { status: 403, code: 'FORBIDDEN' }, `${route.id} by ${subject}`);
        }
      }
    });
    await t.test(`${service}: no way round the token`, async () => {
      const path = service === 'control' ? '/v1/runs' : '/v1/tables';
      const viewer = tokens.get('viewer') ?? '';
      const spellings = [
        `/${path}`,
        `${path}/`,
        path.toUpperCase(),
        `/x/..${path}`,
        `${path}?token=${viewer}`,
      ];
      for (const spelling of spellings)
        assert.notEqual((await ask(address, 'GET', spelling)).status, 200, spelling);
      assert.equal((await ask(address, 'HEAD', path)).status, 401);
      for (const authorization of [
        viewer,
        `Basic ${viewer}`,
        `Bearer ${viewer}x`,
        'Bearer ',
        `Bearer ${viewer} x`,
      ]) {
        const response = await fetch(`${address}${path}`, { headers: { authorization } });
        assert.equal(response.status, 401, authorization.replace(viewer, '…'));
      }
    });
  }

  await t.test('a process of the platform cannot do what a person decides', () => {
    const { control } = SERVICES;
    const decisions: Route[] = [
      ...[control.decide, control.createDeployment, control.scaleDeployment, control.deleteDeployment],
      ...[control.putEndpoint, control.deleteEndpoint, control.putVariant, control.deleteVariant],
      ...[control.setParameters, control.startExperiment, control.stopExperiment],
    ];
    for (const { id, roles } of decisions)
      for (const role of ['worker', 'serving', 'control', 'log'] as const)
        assert.ok(!roles.includes(role), `${id} by ${role}`);
    assert.deepEqual(control.decide.roles, ['reviewer']);
  });

  await t.test('a gateway with a key asks for it', async () => {
    for (const path of ['/v1/endpoints/nothing/predictions', '/v2/models/nothing/infer', '/v1/outcomes']) {
      const status = async (headers: Record<string, string>) =>
        (await fetch(`${addresses.gateway}${path}`, { method: 'POST', headers, body: '{}' })).status;
      assert.equal(await status({}), 401, path);
      assert.equal(await status({ authorization: `Bearer ${tokens.get('operator')}` }), 401, path);
      assert.notEqual(await status({ authorization: `Bearer ${key}` }), 401, path);
    }
  });

  await t.test('the CLI gives the gateway its key, and says so when it cannot read it', async () => {
    const status = async (): Promise<StackStatus> => {
      const { code, stdout, stderr } = await runCommand('status', '--json', '--data-dir', directory);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    assert.equal((await status()).endpointsUnknown, undefined);
    await rename(join(keys, 'gateway-key'), join(keys, 'away'));
    assert.match((await status()).endpointsUnknown ?? '', /SLIPWAY_GATEWAY_KEY_FILE/);
    await rename(join(keys, 'away'), join(keys, 'gateway-key'));
  });

  await t.test('a training step is given no token', async (inner) => {
    const print = 'console.log(JSON.stringify(process.env))';
    const declaration = JobDeclaration.parse({
      name: 'environment',
      steps: [{ kind: 'command', name: 'print', command: ['node', '-e', print] }],
    });
    const code = { directory: await temporaryDirectory(inner), commit: null, dirty: false };
    await client.putJob({ params: { job: 'environment' }, body: { declaration, code } });
    const run = await finished(stack, await client.startRun({ params: { job: 'environment' }, body: {} }));
    assert.equal(run.state, 'succeeded');
    const { lines } = await client.getRunLog({ params: { run: run.id } });
    const printed = lines.map(({ text }) => text).join('\n');
    assert.match(printed, /SLIPWAY_OUTPUT_DIR/);
    for (const [subject, token] of tokens) assert.ok(!printed.includes(token), `the token of ${subject}`);
    assert.doesNotMatch(printed, /SLIPWAY_TOKEN/);
  });

  await t.test('every process listens on 127.0.0.1 only', async () => {
    const status = JSON.parse(await readFile(join(directory, 'status.json'), 'utf8')) as StackStatus;
    const sockets = await Promise.all(status.processes.map(({ pid }) => listening(pid ?? 0)));
    const found = sockets.flat().sort();
    const expected = Object.values(addresses).map((address) => address.replace('http://', ''));
    assert.deepEqual(found, expected.sort());
  });

  await t.test(
    'no token is in a log, in a command line or in an environment, and files of secrets are private',
    async () => {
      const secrets = [...tokens, ['gateway key', key] as const];
      const logs = await filesUnder(join(directory, 'logs'));
      assert.ok(logs.length >= 5, logs.join());
      const pids = await processesOf(directory);
      assert.ok(pids.length >= 5, `${pids.length} processes`);
      const places = [
        ...logs,
        ...['status.json', 'supervisor.json', 'access.json'].map((name) => join(directory, name)),
        ...pids.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]),
      ];
      for (const place of places) {
        const text = await readFile(place, 'latin1').catch(() => '');
        for (const [subject, token] of secrets)
          assert.ok(!text.includes(token), `the token of ${subject} in ${place}`);
      }
      const modes = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
      assert.equal(await modes(join(directory, 'tokens')), '700');
      const files = [...tokens.keys()].map((subject) => join('tokens', subject));
      for (const file of [...files, 'access.json', 'keys/release.pem'])
        assert.equal(await modes(join(directory, file)), '600', file);
    },
  );

  await stack.stop();
  assert.deepEqual(await processesOf(directory), []);
});
