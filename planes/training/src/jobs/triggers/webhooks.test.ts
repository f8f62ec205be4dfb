import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type JobInput, SIGNATURE_HEADER, trainingRoutes, triggerRoutes } from '@slipway/contracts';
import { signWebhook } from '@slipway/platform';
import { actions, startControl } from '../fixtures/control.ts';

let control: Awaited<ReturnType<typeof startControl>>;
let act: ReturnType<typeof actions>;
before(async () => {
  control = await startControl();
  act = actions(control.client);
});
after(() => control.stop());

const job = (name: string): JobInput => ({
  name,
  parameters: { depth: 3, label: 'x' },
  steps: [{ kind: 'command', name: 'only', command: ['node'] }],
});
const opened = async (name: string) => {
  await act.apply(job(name));
  return act.author.call(triggerRoutes.createJobWebhook, { params: { job: name } });
};
const seconds = (): number => Math.floor(Date.now() / 1000);
interface Answer {
  readonly status: number;
  readonly run?: string;
  readonly code?: string;
  readonly field?: string;
  readonly error?: string;
}
/** Posts as a stranger does: no token, only the signature that is given. */
const post = async (name: string, body: string | Buffer, signature?: string): Promise<Answer> => {
  const response = await fetch(`${control.address}/v1/jobs/${name}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature ? { [SIGNATURE_HEADER]: signature } : {}) },
    body,
  });
  return { status: response.status, ...((await response.json()) as object) };
};
const signed = (name: string, secret: string, body: string): Promise<Answer> =>
  post(name, body, signWebhook(secret, body, seconds()));

test('a signed call starts a run with its parameters, in the name of who applied the job', async () => {
  const { secret } = await opened('signed');
  const { status, run } = await signed('signed', secret, '{"parameters":{"depth":7},"seed":5}');
  assert.equal(status, 200);
  const started = await act.show(run ?? '');
  assert.deepEqual(
    [started.trigger, started.author, started.parameters, started.seed],
    ['webhook', 'author', { depth: 7, label: 'x' }, 5],
  );
  const empty = await signed('signed', secret, '');
  assert.equal(empty.status, 200);
});

test('without a good signature nothing is started, and nobody learns whether there is a webhook', async () => {
  const { secret } = await opened('guarded');
  await act.apply(job('closed'));
  const body = '{}';
  const header = signWebhook(secret, body, seconds());
  for (const [name, signature] of [
    ['guarded', undefined],
    ['guarded', 't=1'],
    ['guarded', signWebhook('other', body, seconds())],
    ['guarded', signWebhook(secret, body, seconds() - 400)],
    ['guarded', signWebhook(secret, body, seconds() + 400)],
    ['guarded', signWebhook(secret, '{"seed":1}', seconds())],
    ['closed', header],
    ['nothing', header],
  ] as const) {
    const { status, code } = await post(name, body, signature);
    assert.deepEqual([status, code], [401, 'WEBHOOK_REFUSED'], `${name} ${signature}`);
  }
  const reasons = await Promise.all(
    ['guarded', 'closed', 'nothing'].map((name) => post(name, body, signWebhook('other', body, seconds()))),
  );
  assert.equal(new Set(reasons.map(({ error }) => error?.replace(/"\w+"/, ''))).size, 1);
  for (const name of ['guarded', 'closed'])
    assert.deepEqual((await act.author.call(trainingRoutes.listRuns, { query: { job: name } })).items, []);
});

test('the same call again is refused, and an idempotency key answers with the run', async () => {
  const { secret } = await opened('replayed');
  const header = signWebhook(secret, '{}', seconds());
  const first = await post('replayed', '{}', header);
  const again = await post('replayed', '{}', header);
  assert.deepEqual([first.status, again.status, again.code], [200, 409, 'WEBHOOK_REPLAYED']);
  assert.ok(again.error?.includes(first.run ?? '?'));
  const keyed = '{"idempotencyKey":"commit-1"}';
  const one = await signed('replayed', secret, keyed);
  const two = await post('replayed', keyed, signWebhook(secret, keyed, seconds() - 7));
  assert.deepEqual([two.status, two.run], [200, one.run]);
  assert.equal(
    (await act.author.call(trainingRoutes.listRuns, { query: { job: 'replayed' } })).items.length,
    2,
  );
});

test('what the body says is checked, field by field, after the signature', async () => {
  const { secret } = await opened('checked');
  for (const [body, code, field] of [
    ['{"parameters":{"depth":"7"}}', 'INVALID_REQUEST', 'parameters.depth'],
    ['{"parameters":{"dept":7}}', 'INVALID_REQUEST', 'parameters.dept'],
    ['{"parameters":{"depth":[7]}}', 'INVALID_REQUEST', 'parameters.depth'],
    ['{"seed":-1}', 'INVALID_REQUEST', 'seed'],
    ['{"trigger":"person"}', 'INVALID_REQUEST', 'trigger'],
    ['{"parameters":{"label":"\\u0000"}}', 'INVALID_REQUEST', 'parameters.label'],
    ['{"seed"', 'INVALID_JSON', undefined],
    ['\ufffd{', 'INVALID_JSON', undefined],
  ] as const) {
    const answer = await signed('checked', secret, body);
    assert.deepEqual([answer.status, answer.code, answer.field], [400, code, field], body);
  }
  const large = await post('checked', Buffer.alloc(1024 * 1024 + 1, 32), 't=1,v1=00');
  assert.equal(large.status, 413);
});

test('a new secret makes the old one worthless, and a removed webhook is closed', async () => {
  const first = await opened('rotated');
  const params = { job: 'rotated' };
  const second = await act.author.call(triggerRoutes.createJobWebhook, { params });
  assert.notEqual(first.secret, second.secret);
  assert.equal((await signed('rotated', first.secret, '{}')).status, 401);
  assert.equal((await signed('rotated', second.secret, '{}')).status, 200);
  const { webhook } = await act.author.call(triggerRoutes.getJobWebhook, { params });
  assert.ok(webhook?.lastUsedAt);
  assert.ok(!JSON.stringify(webhook).includes(second.secret), 'the secret is told once');
  await act.author.call(triggerRoutes.removeJobWebhook, { params });
  await act.author.call(triggerRoutes.removeJobWebhook, { params });
  assert.equal((await signed('rotated', second.secret, '{"seed":1}')).status, 401);
  assert.equal((await act.author.call(triggerRoutes.getJobWebhook, { params })).webhook, null);
});

test('only an author or an operator opens a webhook', async () => {
  await act.apply(job('roles'));
  for (const role of ['viewer', 'reviewer', 'worker', 'serving', 'log', 'control'] as const)
    await assert.rejects(
      control.client(role).call(triggerRoutes.createJobWebhook, { params: { job: 'roles' } }),
      { code: 'FORBIDDEN' },
    );
  await assert.rejects(act.author.call(triggerRoutes.createJobWebhook, { params: { job: 'nothing' } }), {
    code: 'NOT_FOUND',
  });
});

test('an alert starts one run until the job has cooled down, whichever alert asks', async () => {
  await act.apply({ ...job('alerted'), onAlert: { cooldownMinutes: 30 } });
  const alert = (key: string) =>
    control.client('control').call(trainingRoutes.startRun, {
      params: { job: 'alerted' },
      body: { trigger: 'alert', idempotencyKey: key },
    });
  const runs = await Promise.all([alert('a'), alert('b'), alert('a')]);
  assert.equal(new Set(runs.map(({ id }) => id)).size, 1);
  assert.deepEqual([runs[0]?.trigger, runs[0]?.author], ['alert', 'author']);
  await act.apply(job('claimed'));
  const claimed = await control.client('operator').call(trainingRoutes.startRun, {
    params: { job: 'claimed' },
    body: { trigger: 'alert' },
  });
  assert.equal(claimed.author, 'operator', 'a person who says alert is named all the same');
});
