import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { it } from 'node:test';
import { parseMetrics } from '@slipway/platform/fixtures';
import { runPredictor } from './fixtures/running-predictor.ts';
import { PREDICTOR_METRICS } from './statistics/metric-families.ts';

/** Status and body over the one connection of an agent. */
const asked = (agent: Agent, url: string) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    get(url, { agent }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode, text });
    }).on('error', reject);
  });

it('while it drains, who is still connected learns that it is alive and not ready any more', async (t) => {
  const { predictor, end } = await runPredictor({ drainMs: 3000 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(async () => {
    agent.destroy();
    await end();
  });
  await predictor.settled();
  const { address } = predictor;
  assert.equal((await asked(agent, `${address}/health/ready`)).status, 200);
  const stopping = predictor.stop();
  const { status, text } = await asked(agent, `${address}/health/ready`);
  const { ready, state, reason } = JSON.parse(text);
  assert.deepEqual([status, ready, state, typeof reason], [503, false, 'draining', 'string']);
  await stopping;
  await assert.rejects(asked(agent, `${address}/health/live`));
});

it('tells the declared metrics and the process, with whole histograms and the declared labels', async (t) => {
  const { predictor, ask, end } = await runPredictor();
  t.after(end);
  await predictor.settled();
  assert.equal((await ask('POST', '/v1/predictions', { rows: [{ distance: 1 }] })).status, 200);
  const families = parseMetrics(await (await fetch(`${predictor.address}/metrics`)).text());
  for (const { name, labels } of Object.values(PREDICTOR_METRICS)) {
    const [{ le: _, ...told } = {}] = families.get(name)?.labels ?? [];
    assert.deepEqual(Object.keys(told), [...labels], name);
  }
  const { model, version, release, artifact, state } = families.get('slipway_predictor_info')!.labels[0]!;
  assert.deepEqual(
    { model, version: Number(version), release, artifact, state },
    {
      model: predictor.readiness.model,
      version: predictor.readiness.version,
      release: predictor.readiness.release,
      artifact: predictor.readiness.artifact,
      state: 'ready',
    },
  );
  assert.equal(families.get('slipway_predictor_execution_info')?.labels[0]?.mode, 'inline');
  assert.ok(families.has('process_cpu_seconds_total'));
});
