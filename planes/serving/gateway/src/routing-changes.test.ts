import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RoutingTable } from '@slipway/contracts';
import { createLogger } from '@slipway/platform';
import { eventually, startGateway } from './fixtures/running-gateway.ts';
import { createSigner, ENDPOINT, evenExperiment, routingOf } from './fixtures/signed-routing.ts';
import { createGateway } from './gateway.ts';

const parameters = (values: object, revision = 8) => ({ parameters: { revision, values } });

test('parameters change live: threshold, switch, active variant; each answer names the revision', async (t) => {
  const gateway = await startGateway(t, { defaults: { threshold: 0.9 } });
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  const decide = async () => {
    const { json } = await gateway.predict(800);
    return json.code ?? [json.variant, json.parametersRevision, json.predictions[0].decision];
  };
  await gateway.publish(routingOf(variants));
  assert.deepEqual(await decide(), ['v1', 7, '0']);
  await gateway.publish(routingOf(variants, parameters({ threshold: 0.7 })));
  assert.deepEqual(await decide(), ['v1', 8, '1']);
  await gateway.publish(routingOf(variants, parameters({ activeVariant: 'v2' }, 9)));
  assert.deepEqual(await decide(), ['v2', 9, '0']);
  await gateway.publish(routingOf(variants, parameters({ activate: false }, 10)));
  assert.equal(await decide(), 'ENDPOINT_INACTIVE');
  await gateway.publish(routingOf(variants, parameters({ activeVariant: 'v3' }, 11)));
  assert.equal(await decide(), 'NO_PREDICTOR');
  await gateway.publish();
  assert.equal(await decide(), 'ENDPOINT_UNKNOWN');
});

test('after its weight is 0, a variant gets not one more request, under load', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  const experiment = evenExperiment('v1', 'v2');
  await gateway.publish(routingOf(variants, { experiments: [experiment] }));
  let going = true;
  const statuses = new Set<number>();
  const load = Array.from({ length: 8 }, async () => {
    while (going) statuses.add((await gateway.predict(1)).status);
  });
  await eventually('both arms get traffic', () => a.asked() > 20 && b.asked() > 20);
  const stopped = experiment.variants.map((each) => ({ ...each, weight: each.variant === 'v1' ? 1 : 0 }));
  await gateway.publish(routingOf(variants, { experiments: [{ ...experiment, variants: stopped }] }));
  const [before, atStop] = [a.asked(), b.asked()];
  await eventually('the other arm goes on', () => a.asked() > before + 50);
  going = false;
  await Promise.all(load);
  assert.equal(b.asked(), atStop);
  assert.deepEqual([...statuses], [200]);
});

test('a variant is replaced under load without a failure: the new one is asked first, the old one drained', async (t) => {
  const gateway = await startGateway(t);
  const old = await gateway.predictor({ delayMs: 30 });
  await gateway.publish(routingOf([gateway.signer.variant(1, [old.address])]));
  let going = true;
  const seen: string[] = [];
  const load = Array.from({ length: 8 }, async () => {
    while (going) {
      const { status, json } = await gateway.predict(1);
      seen.push(status === 200 ? json.variant : json.code);
    }
  });
  await eventually('the old one answers', () => seen.includes('v1'));
  const fresh = await gateway.predictor();
  await gateway.publish(routingOf([gateway.signer.variant(2, [fresh.address])]));
  await eventually('the new one answers', () => seen.filter((variant) => variant === 'v2').length > 50);
  going = false;
  await Promise.all(load);
  assert.deepEqual([...new Set(seen)].sort(), ['v1', 'v2']);
});

test('an assigned variant without predictors fails; another variant never answers in its place', async (t) => {
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor();
  const variants = [gateway.signer.variant(1, [predictor.address]), gateway.signer.variant(2, [])];
  await gateway.publish(routingOf(variants, { experiments: [evenExperiment('v1', 'v2')] }));
  const answers = [];
  for (let index = 0; index < 40; index++) answers.push(await gateway.predict(1, { unit: `unit-${index}` }));
  const results = new Set(answers.map(({ status, json }) => `${status} ${json.variant ?? json.code}`));
  assert.deepEqual([...results].sort(), ['200 v1', '503 NO_PREDICTOR']);
});

test('a variant whose release cannot be verified gets no traffic, and the reason is shown', async (t) => {
  const stranger = createSigner();
  const gateway = await startGateway(t);
  const predictor = await gateway.predictor();
  const at = [predictor.address];
  const { signer } = gateway;
  const artifact = `sha256:${'b'.repeat(64)}`;
  const variants = [
    { ...stranger.variant(1, at), name: 'unknown-key' },
    { ...signer.variant(1, at), name: 'other-artifact', artifact },
    { ...signer.variant(1, at), name: 'other-release', release: 'delays-1-2' },
    {
      ...signer.variant(1, at, ({ predicate }) => Object.assign(predicate.plan, { endpoint: 'other' })),
      name: 'elsewhere',
    },
    {
      ...signer.variant(1, at, ({ predicate }) => Object.assign(predicate.plan, { requiredApprovals: 2 })),
      name: 'unapproved',
    },
    {
      ...signer.variant(1, at),
      name: 'tampered',
      envelope: { ...signer.variant(1, at).envelope, payload: signer.variant(2, at).envelope.payload },
    },
  ];
  const codes: Record<string, string> = {
    'unknown-key': 'RELEASE_KEY_UNKNOWN',
    'other-artifact': 'DIGEST_MISMATCH',
    'other-release': 'RELEASE_UNSIGNED',
    elsewhere: 'RELEASE_NOT_FOR_ENDPOINT',
    unapproved: 'RELEASE_NOT_APPROVED',
    tampered: 'RELEASE_UNSIGNED',
  };
  for (const variant of variants) {
    await gateway.publish(routingOf([variant]));
    assert.equal((await gateway.predict(1)).json.code, 'NO_PREDICTOR', variant.name);
    const [shown] = (await gateway.send('GET', `/v1/endpoints/${ENDPOINT}`)).json.variants;
    assert.equal(shown.reason.split(':')[0], codes[variant.name], shown.reason);
    assert.equal(shown.ready, 0);
  }
  assert.equal(predictor.asked(), 0);
});

test('a predictor that serves another release than its variant is refused, before and while it answers', async (t) => {
  const gateway = await startGateway(t);
  const wrong = await gateway.predictor({ release: 'delays-9-9' });
  const right = await gateway.predictor({ release: 'delays-1-1' });
  await gateway.publish(routingOf([gateway.signer.variant(1, [wrong.address, right.address])]));
  for (let index = 0; index < 10; index++) assert.equal((await gateway.predict(1)).status, 200);
  assert.equal(wrong.asked(), 0);
  right.behaviour.release = 'delays-9-9';
  const refused = await gateway.predict(1);
  assert.equal(refused.status, 503);
  const [shown] = (await gateway.send('GET', `/v1/endpoints/${ENDPOINT}`)).json.variants;
  assert.match(shown.reason, /p1-1: it serves release delays-9-9, not delays-1-1/);
});

test('with the owner dead from the start, the gateway answers from its last good document', async (t) => {
  const first = await startGateway(t);
  const predictor = await first.predictor();
  await first.publish(routingOf([first.signer.variant(1, [predictor.address])]));
  const cacheFile = join(first.directory, 'copy.json');
  await writeFile(cacheFile, await readFile(join(first.directory, 'routing.json')));
  const second = createGateway({
    name: 'gateway',
    follow: () => Promise.reject(new Error('nobody is there')) as Promise<RoutingTable>,
    cacheFile,
    hashKeyFile: join(first.directory, 'hash.key'),
    trustedKeys: first.signer.trustedKeys,
    log: { declare: () => undefined, append: async () => undefined, close: async () => undefined },
    defaults: {},
    server: { host: '127.0.0.1', port: 0, bodyLimit: 1000 },
    logger: createLogger('gateway', 'silent'),
  });
  await second.start();
  t.after(() => second.stop());
  const response = await fetch(`${second.address}/v1/endpoints/${ENDPOINT}/predictions`, {
    method: 'POST',
    body: JSON.stringify({ rows: [{ distance: 1 }] }),
  });
  assert.equal(response.status, 200);
  assert.equal((await fetch(`${second.address}/health/ready`)).status, 200);
});

test('defaults that are no valid parameters, and a used port, stop the start with a code', async (t) => {
  await assert.rejects(startGateway(t, { defaults: { timeoutMs: -1 } }), { code: 'INVALID_CONFIGURATION' });
  const { address } = await startGateway(t);
  await assert.rejects(startGateway(t, { server: { port: Number(new URL(address).port) } }), {
    code: 'PORT_IN_USE',
  });
});

test('a variant of weight 0, or switched off, of three gets not one more request after the acknowledgement', async (t) => {
  const gateway = await startGateway(t);
  const predictors = [await gateway.predictor(), await gateway.predictor(), await gateway.predictor()];
  const variants = predictors.map(({ address }, index) => gateway.signer.variant(index + 1, [address]));
  const [, second, third] = predictors;
  const split = (...weights: number[]) => ({
    weights: weights.map((weight, index) => ({ variant: `v${index + 1}`, weight })),
  });
  await gateway.publish(routingOf(variants, parameters(split(0.4, 0.3, 0.3))));
  let going = true;
  const statuses = new Set<number>();
  const load = Array.from({ length: 8 }, async () => {
    while (going) statuses.add((await gateway.predict(1)).status);
  });
  await eventually('all get traffic', () => predictors.every((each) => each.asked() > 10));
  await gateway.publish(routingOf(variants, parameters(split(0.7, 0.3, 0), 9)));
  const thirdAtStop = third!.asked();
  await eventually('the others go on', () => second!.asked() > 20);
  const off = { ...split(0.7, 0.3, 0), variants: { v2: { activate: false } } };
  await gateway.publish(routingOf(variants, parameters(off, 10)));
  const [firstBefore, secondAtStop] = [predictors[0]!.asked(), second!.asked()];
  await eventually('the first goes on', () => predictors[0]!.asked() > firstBefore + 20);
  going = false;
  await Promise.all(load);
  assert.deepEqual([second!.asked(), third!.asked()], [secondAtStop, thirdAtStop]);
  assert.deepEqual([...statuses], [200]);
});

test('raising the coverage under way moves no unit that takes part', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  const experiment = evenExperiment('v1', 'v2');
  const arms = async (coverage: number) => {
    await gateway.publish(routingOf(variants, { experiments: [{ ...experiment, coverage }] }));
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, unit) => gateway.predict(1, { unit: `unit-${unit}` })),
    );
    return answers.map(({ json }) => [json.experiment, json.variant]);
  };
  const [low, high] = [await arms(0.3), await arms(0.9)];
  const taking = low.filter(([experimentId]) => experimentId !== null);
  assert.ok(taking.length > 5 && taking.length < 40);
  low.forEach((arm, unit) => {
    if (arm[0] !== null) assert.deepEqual(high[unit], arm);
  });
});

test('an experiment whose end has passed assigns nobody, also when the release plane is silent', async (t) => {
  let now = Date.parse('2026-06-01T00:00:00.000Z');
  const gateway = await startGateway(t, { clock: { now: () => now } });
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  const experiment = { ...evenExperiment('v2', 'v2'), endsAt: '2026-06-01T00:01:00.000Z' };
  await gateway.publish(routingOf(variants, { experiments: [experiment] }));
  assert.equal((await gateway.predict(1)).json.variant, 'v2');
  now += 60_000;
  const after = (await gateway.predict(1)).json;
  assert.deepEqual([after.variant, after.experiment], ['v1', null]);
});

test('rolling back and forth under load loses no request, and each answer names who gave it', async (t) => {
  const gateway = await startGateway(t);
  const [a, b] = [await gateway.predictor({ delayMs: 5 }), await gateway.predictor({ delayMs: 5 })];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  await gateway.publish(routingOf(variants, parameters({ activeVariant: 'v1' }, 1)));
  let going = true;
  const seen = new Set<string>();
  const load = Array.from({ length: 8 }, async () => {
    while (going) {
      const { status, json } = await gateway.predict(1);
      seen.add(`${status} ${json.variant} in revision ${json.parametersRevision}`);
    }
  });
  for (let revision = 2; revision <= 6; revision++) {
    const activeVariant = revision % 2 === 0 ? 'v2' : 'v1';
    await gateway.publish(routingOf(variants, parameters({ activeVariant }, revision)));
    const before = a.asked() + b.asked();
    await eventually('it goes on', () => a.asked() + b.asked() > before + 5);
  }
  going = false;
  await Promise.all(load);
  assert.deepEqual(
    [...seen].sort(),
    [1, 2, 3, 4, 5, 6]
      .map((revision) => `200 ${revision % 2 === 0 ? 'v2' : 'v1'} in revision ${revision}`)
      .sort(),
  );
});
