import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ParameterRevision } from '@slipway/contracts';
import { dataDirectory, thisProcess } from '@slipway/platform';
import { createProgram } from '../program.ts';
import type { SupervisorFile } from '../supervisor/supervisor-file.ts';

const revision = (number: number, values: ParameterRevision['values']): ParameterRevision => ({
  endpoint: 'late',
  revision: number,
  values,
  by: 'operator',
  reason: 'because',
  createdAt: '2026-01-01T00:00:00.000Z',
});

const REVISIONS = [
  revision(2, { timeoutMs: 500, log: { level: 'full', sampling: 1, unit: 'hashed', redact: {} } }),
  revision(1, { timeoutMs: 500 }),
  revision(0, {}),
];

const TRIAL = {
  endpoint: 'late',
  rows: 0,
  from: null,
  to: null,
  decisionsChanged: 0,
  decisions: [],
  rules: [],
  reassigned: 0,
  adjusted: 0,
  notLogged: [],
};

/** A control plane that keeps what it was asked, and a way to run commands against it. */
const startControl = async (t: TestContext) => {
  const asked: { what: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const what = `${request.method} ${request.url?.replace('/v1/endpoints/late/', '')}`;
    if (request.method !== 'GET') asked.push({ what, body: JSON.parse(text) });
    const answer =
      request.method === 'GET'
        ? REVISIONS
        : what.endsWith('/trial')
          ? TRIAL
          : revision(3, { threshold: 0.4 });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-parameters-'));
  t.after(() => rm(dataDir, { recursive: true }));
  const directory = dataDirectory(dataDir);
  await mkdir(directory.tokens);
  for (const subject of ['operator', 'viewer']) await writeFile(join(directory.tokens, subject), subject);
  const running: SupervisorFile = {
    ...thisProcess(),
    startedAt: '2026-01-01T00:00:00.000Z',
    addresses: { control: address, log: address, gateway: address },
  };
  await writeFile(directory.supervisor, JSON.stringify(running));
  const run = async (...parameters: string[]): Promise<string> => {
    let output = '';
    const original = process.stdout.write.bind(process.stdout);
    // The test runner reports through the same stream, in bytes.
    const write = t.mock.method(process.stdout, 'write', (chunk: string | Uint8Array) => {
      if (typeof chunk !== 'string') return original(chunk);
      output += chunk;
      return true;
    });
    try {
      await (await createProgram('endpoint')).parseAsync([
        'node',
        'slipway',
        'endpoint',
        'parameters',
        ...parameters,
        '--data-dir',
        dataDir,
      ]);
    } finally {
      write.mock.restore();
    }
    return output;
  };
  return { asked, run };
};

test('parameters in force are shown with where each comes from; show is what the group does by itself', async (t) => {
  const { run } = await startControl(t);
  const shown = JSON.parse(await run('late', '--json'));
  assert.deepEqual([shown.endpoint, shown.revision], ['late', 2]);
  assert.deepEqual(
    shown.parameters.filter(({ name }: { name: string }) => ['timeoutMs', 'retries'].includes(name)),
    [
      { name: 'timeoutMs', value: 500, origin: 'revision', revision: 1 },
      { name: 'retries', value: 2, origin: 'default', revision: null },
    ],
  );
  assert.match(
    await run('show', 'late'),
    /^endpoint late, revision 2\n\n[\s\S]*timeoutMs +500 +revision 1\n/,
  );
});

test('set sends what is given, with parts put into what is in force', async (t) => {
  const { run, asked } = await startControl(t);
  const output = await run(
    ...['set', 'late', 'threshold=0.4', 'log.sampling=0.1', '--unset', 'timeoutMs', '--reason', 'quieter'],
  );
  assert.equal(output, 'revision 3 of late: threshold=0.4\n');
  assert.deepEqual(asked, [
    {
      what: 'PATCH parameters',
      body: {
        values: { threshold: 0.4, log: { level: 'full', sampling: 0.1, unit: 'hashed', redact: {} } },
        unset: ['timeoutMs'],
        reason: 'quieter',
      },
    },
  ]);
  await assert.rejects(run('set', 'late'), { code: 'INVALID_USAGE' });
  await assert.rejects(run('set', 'late', 'treshold=0.4'), { code: 'INVALID_REQUEST', field: 'treshold' });
});

test('unset, try and rollback ask for what they say', async (t) => {
  const { run, asked } = await startControl(t);
  await run('unset', 'late', 'timeoutMs', '--reason', 'r');
  assert.match(await run('try', 'late', 'threshold=0.4', '--rows', '50'), /^No answered row of late/);
  await run('rollback', 'late', '1');
  assert.deepEqual(asked, [
    { what: 'PATCH parameters', body: { values: {}, unset: ['timeoutMs'], reason: 'r' } },
    { what: 'POST parameters/trial', body: { values: { threshold: 0.4 }, unset: [], rows: 50 } },
    { what: 'POST parameters/rollback', body: { revision: 1, reason: '' } },
  ]);
  await assert.rejects(run('rollback', 'late', 'first'), { code: 'INVALID_REQUEST', field: 'revision' });
});

test('history and the difference of two revisions', async (t) => {
  const { run } = await startControl(t);
  assert.deepEqual(JSON.parse(await run('history', 'late', '--json')), REVISIONS);
  assert.deepEqual(JSON.parse(await run('diff', 'late', '0', '1', '--json')), [
    { name: 'timeoutMs', after: 500 },
  ]);
  assert.match(await run('diff', 'late', '0', '1'), /timeoutMs +not set +500/);
  await assert.rejects(run('diff', 'late', '0', '9'), { code: 'NOT_FOUND' });
});
