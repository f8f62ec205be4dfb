import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { mutate, mutatedHeaders, randomFrom } from './fixtures/mutated-requests.ts';
import { startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, evenExperiment, routingOf } from './fixtures/signed-routing.ts';

const REQUESTS = 2000;
const CLIENTS = 16;

const ROWS = JSON.stringify({
  rows: [
    { distance: 7, origin: 'X' },
    { distance: 3, origin: 'ATL' },
  ],
  unit: 'u',
});
const TENSORS = JSON.stringify({
  id: 'x',
  parameters: { unit: 'a', binary_data_output: true },
  inputs: [
    { name: 'distance', datatype: 'FP32', shape: [2, 1], data: [1, 2] },
    { name: 'origin', datatype: 'BYTES', shape: [2, 1], data: ['a', 'X'] },
  ],
  outputs: [{ name: 'score' }],
});
const DOORS: readonly (readonly [path: string, body: string])[] = [
  [`/v1/endpoints/${ENDPOINT}/predictions`, ROWS],
  [`/v2/models/${ENDPOINT}/infer`, TENSORS],
  [`/v2/models/${ENDPOINT}/versions/2/infer`, TENSORS],
  [`/v2/models/${ENDPOINT}/versions/%/infer`, TENSORS],
  ['/v1/outcomes', '{"outcomes":[{"predictionId":"a","label":1}]}'],
];

/** Rules at every stage, a condition, an experiment and a shadow: all that looks at what a client sends. */
const everything = {
  unit: { from: 'feature', name: 'origin', fallback: { from: 'cookie', name: 's' } } as const,
  experiments: [
    evenExperiment('v1', 'v2'),
    {
      ...evenExperiment('v1', 'v2'),
      id: 's',
      kind: 'shadow' as const,
      variants: [{ variant: 'v2', weight: 1 }],
    },
  ],
  parameters: {
    revision: 1,
    values: {
      conditions: [{ name: 'd', when: 'attributes.x == "1"', variant: 'v2' }],
      inputRules: [
        {
          name: 'a',
          when: 'input.distance > 5',
          action: { do: 'adjust' as const, set: { distance: 'input.distance - 1.0' } },
        },
        {
          name: 'b',
          when: 'input.origin == "X"',
          action: { do: 'answer' as const, score: 0.1, decision: '0' },
        },
      ],
      outputRules: [{ name: 'c', when: 'score > 0.001', action: { do: 'variant' as const, variant: 'v2' } }],
    },
  },
};

test('whatever a client sends, it is answered or refused; nothing fails and nothing stays', async (t) => {
  const gateway = await startGateway(t);
  const predictors = [await gateway.predictor(), await gateway.predictor()];
  const variants = predictors.map(({ address }, index) => gateway.signer.variant(index + 1, [address]));
  await gateway.publish(routingOf(variants, everything));
  const seed = Math.floor(Math.random() * 2 ** 31);
  t.diagnostic(`seed ${seed}`);
  const random = randomFrom(seed);
  const { hostname, port } = new URL(gateway.address);
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  t.after(() => agent.destroy());
  const send = (path: string, body: string, headers: Record<string, string>) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request({ hostname, port, agent, method: 'POST', path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('latin1').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const statuses = new Map<number, number>();
  let left = REQUESTS;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (left-- > 0) {
        const [path, sound] = DOORS[Math.floor(random() * DOORS.length)]!;
        const body = mutate(sound, random);
        const headers = mutatedHeaders(random);
        const { status, text } = await send(path, body, headers);
        assert.ok(
          status === 200 || (status >= 400 && status < 500),
          `${path} ${body} ${JSON.stringify(headers)}: ${text}`,
        );
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  assert.ok((statuses.get(200) ?? 0) > 0 && (statuses.get(400) ?? 0) > 0);
  t.diagnostic([...statuses].map(([status, count]) => `${status}: ${count}`).join(', '));
  const { failed } = (await gateway.send('GET', '/v1/statistics')).json;
  assert.equal(failed, 0);
});
