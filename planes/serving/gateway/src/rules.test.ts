import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogRecord, PredictionResponse } from '@slipway/contracts';
import { predictionsIn, type RunningGateway, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, evenExperiment, routingOf } from './fixtures/signed-routing.ts';

const PATH = `/v1/endpoints/${ENDPOINT}/predictions`;

/** Two variants, each with a predictor of its own, and these parameters. */
const withRules = async (gateway: RunningGateway, values: object, more: object = {}) => {
  const [a, b] = [await gateway.predictor(), await gateway.predictor()];
  const variants = [gateway.signer.variant(1, [a.address]), gateway.signer.variant(2, [b.address])];
  await gateway.publish(routingOf(variants, { parameters: { revision: 3, values }, ...more }));
  return { a, b, variants };
};
const ask = (gateway: RunningGateway, ...distances: number[]) =>
  gateway.send('POST', PATH, { rows: distances.map((distance) => ({ distance, origin: 'ATL' })) });
const told = ({ json }: Awaited<ReturnType<typeof ask>>) =>
  PredictionResponse.parse(json).predictions.map(({ score, decision, variant }) => [
    Math.round(score * 1000) / 1000,
    decision,
    variant,
  ]);
const logged = (records: readonly LogRecord[]) =>
  predictionsIn(records).map(({ variant, assigned, assignment, rules, score, status }) => ({
    variant,
    assigned,
    assignment,
    rules,
    score: score === null ? null : Math.round(score * 1000) / 1000,
    status,
  }));
const rule = (name: string, when: string, action: object) => ({ name, when, action });

test('an input rule rejects with its name, its message and the row, asks nobody, and is logged', async (t) => {
  const gateway = await startGateway(t);
  const inputRules = [
    rule('too-far', 'input.distance > 900', { do: 'reject', message: 'no flight is that long' }),
  ];
  const { a } = await withRules(gateway, { inputRules });
  const { status, json } = await ask(gateway, 1, 901);
  assert.deepEqual([status, json.code, json.field], [400, 'RULE_REJECTED', 'rows[1]']);
  assert.match(json.error, /too-far.*no flight is that long/);
  assert.equal(a.asked(), 0);
  assert.equal((await ask(gateway, 900)).status, 200);
  const rows = logged(await gateway.logged());
  assert.deepEqual(
    rows.map(({ status: answered, rules, score }) => [answered, rules, score]),
    [
      [400, [], null],
      [400, ['too-far'], null],
      [200, [], 0.9],
    ],
  );
});

test('an input rule answers its rows without a predictor, beside rows that a model answers', async (t) => {
  const gateway = await startGateway(t);
  const inputRules = [rule('nowhere', 'input.distance == 0', { do: 'answer', score: 0.9, decision: '1' })];
  const { a } = await withRules(gateway, { inputRules });
  const alone = await ask(gateway, 0);
  assert.deepEqual([told(alone), alone.json.rules, a.asked()], [[[0.9, '1', 'v1']], ['nowhere'], 0]);
  assert.deepEqual(alone.json.predictions[0].scores, [1 - 0.9, 0.9]);
  assert.deepEqual(told(await ask(gateway, 100, 0, 600)), [
    [0.1, '0', 'v1'],
    [0.9, '1', 'v1'],
    [0.6, '1', 'v1'],
  ]);
  const rows = logged(await gateway.logged());
  assert.deepEqual(
    rows.map(({ assignment, rules }) => [assignment, rules]),
    [
      ['rule', ['nowhere']],
      ['active', []],
      ['rule', ['nowhere']],
      ['active', []],
    ],
  );
});

test('an input rule adjusts what the models see, and the log says what they saw', async (t) => {
  const gateway = await startGateway(t);
  const inputRules = [
    rule('cap', 'input.distance > 500', { do: 'adjust', set: { distance: '500' } }),
    rule('halve', 'input.distance == 500', { do: 'adjust', set: { distance: 'input.distance / 2' } }),
  ];
  await withRules(gateway, { inputRules });
  const answer = await ask(gateway, 100, 700);
  assert.deepEqual(told(answer), [
    [0.1, '0', 'v1'],
    [0.25, '0', 'v1'],
  ]);
  assert.deepEqual(answer.json.rules, ['cap', 'halve']);
  const inputs = predictionsIn(await gateway.logged()).map((record) => record.inputs.distance);
  assert.deepEqual(inputs, [100, 250]);
});

test('an input rule sends rows to a variant before every experiment; what a client addresses goes before the rule', async (t) => {
  const gateway = await startGateway(t);
  const inputRules = [rule('far', 'input.distance > 500', { do: 'variant', variant: 'v2' })];
  await withRules(gateway, { inputRules }, { experiments: [evenExperiment('v1', 'v1')] });
  assert.deepEqual(told(await ask(gateway, 100, 600)), [
    [0.1, '0', 'v1'],
    [0.6, '1', 'v2'],
  ]);
  const headers = { 'x-slipway-variant': 'v1' };
  assert.equal((await gateway.predict(600, {}, headers)).json.variant, 'v1');
  const [first, second, third] = logged(await gateway.logged());
  assert.deepEqual(
    [first?.assignment, second?.assignment, third?.assignment],
    ['experiment', 'rule', 'direct'],
  );
});

test('a condition on the attributes of a request chooses the variant', async (t) => {
  const gateway = await startGateway(t);
  const conditions = [{ name: 'premium', when: 'attributes.tier == "gold"', variant: 'v2' }];
  await withRules(gateway, { conditions });
  const gold = await gateway.predict(1, {}, { 'x-slipway-attribute-tier': 'gold' });
  assert.deepEqual([gold.json.variant, gold.json.rules], ['v2', ['premium']]);
  assert.equal((await gateway.predict(1, {}, { 'x-slipway-attribute-tier': 'tin' })).json.variant, 'v1');
  assert.equal((await gateway.predict(1)).json.variant, 'v1');
  assert.deepEqual(
    logged(await gateway.logged()).map(({ variant, assignment, rules }) => [variant, assignment, rules]),
    [
      ['v2', 'condition', ['premium']],
      ['v1', 'active', []],
      ['v1', 'active', []],
    ],
  );
});

test('an output rule adjusts score, threshold or decision, and answers in place of the model', async (t) => {
  const gateway = await startGateway(t);
  const outputRules = [
    rule('discount', 'score > 0.8', { do: 'adjust', score: 'score - 0.4' }),
    rule('careful', 'input.distance == 300.0', { do: 'adjust', threshold: '0.2' }),
    rule('never', 'input.distance == 700.0', { do: 'adjust', decision: '"0"' }),
    rule('fixed', 'input.distance == 200.0', { do: 'answer', score: 1, decision: '1' }),
  ];
  await withRules(gateway, { outputRules });
  const answer = await ask(gateway, 850, 300, 700, 200, 600);
  assert.deepEqual(told(answer), [
    [0.45, '0', 'v1'],
    [0.3, '1', 'v1'],
    [0.7, '0', 'v1'],
    [1, '1', 'v1'],
    [0.6, '1', 'v1'],
  ]);
  assert.deepEqual(answer.json.rules, ['discount', 'careful', 'never', 'fixed']);
  const thresholds = predictionsIn(await gateway.logged()).map(({ threshold }) => threshold);
  assert.deepEqual(thresholds, [0.5, 0.2, 0.5, null, 0.5]);
});

test('an output rule asks another variant once, and its answer stands', async (t) => {
  const gateway = await startGateway(t);
  const outputRules = [rule('unsure', 'score > 0.4', { do: 'variant', variant: 'v2' })];
  const { a, b } = await withRules(gateway, { outputRules, variants: { v2: { threshold: 0.9 } } });
  const answer = await ask(gateway, 100, 600);
  assert.deepEqual(told(answer), [
    [0.1, '0', 'v1'],
    [0.6, '0', 'v2'],
  ]);
  assert.deepEqual([a.asked(), b.asked(), answer.json.rules], [1, 1, ['unsure']]);
  const [, second] = logged(await gateway.logged());
  assert.deepEqual([second?.variant, second?.assigned, second?.rules], ['v2', 'v1', ['unsure']]);
});

test('an output rule refuses a row', async (t) => {
  const gateway = await startGateway(t);
  const outputRules = [rule('unsure', 'score > 0.4', { do: 'reject', message: 'ask a person' })];
  await withRules(gateway, { outputRules });
  const { status, json } = await ask(gateway, 100, 600);
  assert.deepEqual([status, json.code, json.field], [400, 'RULE_REJECTED', 'rows[1]']);
  const rows = logged(await gateway.logged());
  assert.deepEqual(
    rows.map((row) => [row.status, row.rules, row.score]),
    [
      [400, [], null],
      [400, ['unsure'], null],
    ],
  );
});

test('rules hold at the door of the protocol too: tensors show what the rows were answered', async (t) => {
  const gateway = await startGateway(t);
  await withRules(gateway, {
    inputRules: [rule('nowhere', 'input.distance == 0', { do: 'answer', score: 0.9, decision: '1' })],
    outputRules: [rule('discount', 'score > 0.8', { do: 'adjust', score: 'score - 0.5' })],
  });
  const data = [100, 0, 900];
  const { status, json } = await gateway.send('POST', `/v2/models/${ENDPOINT}/infer`, {
    inputs: [
      { name: 'distance', datatype: 'FP32', shape: [3, 1], data },
      { name: 'origin', datatype: 'BYTES', shape: [3, 1], data: data.map(() => 'ATL') },
    ],
  });
  assert.equal(status, 200);
  const [output] = json.outputs;
  assert.deepEqual(output.shape, [3]);
  assert.deepEqual(
    output.data.map((value: number) => Math.round(value * 1000) / 1000),
    [0.1, 0.9, 0.4],
  );
  assert.equal(json.parameters.rules, 'nowhere,discount');
});

test('a rule that cannot be evaluated does not fire and is counted; one that cannot be compiled leaves the last good ones in force', async (t) => {
  const gateway = await startGateway(t);
  const outputRules = [
    rule('odd', 'input.distance / 0.0 > 1.0 && [1, 2][int(input.distance)] == 1', {
      do: 'reject',
      message: 'x',
    }),
  ];
  const { variants } = await withRules(gateway, { outputRules });
  assert.equal((await ask(gateway, 100)).status, 200);
  const counted = (await gateway.send('GET', '/v1/statistics')).json.ruleErrors;
  assert.deepEqual(counted, { [`${ENDPOINT}/odd`]: 1 });
  const broken = { outputRules: [rule('broken', 'score >', { do: 'reject', message: 'x' })] };
  await gateway.publish(routingOf(variants, { parameters: { revision: 4, values: broken as object } }));
  const still = await ask(gateway, 100);
  assert.deepEqual([still.status, still.json.parametersRevision], [200, 3]);
});

test('an endpoint whose first rules cannot be compiled answers nothing: without its rules it might answer what it must not', async (t) => {
  const gateway = await startGateway(t);
  await withRules(gateway, { outputRules: [rule('broken', 'score >', { do: 'reject', message: 'x' })] });
  const { status, json } = await ask(gateway, 100);
  assert.deepEqual([status, json.code], [503, 'UNAVAILABLE']);
  assert.match(json.error, /revision 3 .*RULE_INVALID/);
});
