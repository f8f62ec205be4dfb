import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, startGateway } from './fixtures/running-gateway.ts';
import { ENDPOINT, evenExperiment, routingOf } from './fixtures/signed-routing.ts';

test('gateways that follow the same documents assign alike and hold the same parameters', async (t) => {
  const first = await startGateway(t);
  const second = await startGateway(t, { follow: first.follow, trustedKeys: first.signer.trustedKeys });
  const both = [first, second];
  const predictors = [await first.predictor(), await first.predictor(), await first.predictor()];
  const variants = predictors.map(({ address }, index) => first.signer.variant(index + 1, [address]));
  const experiment = { ...evenExperiment('v1', 'v2'), coverage: 0.5, overrides: { tester: 'v3' } };
  const weights = [
    { variant: 'v1', weight: 0.5 },
    { variant: 'v3', weight: 0.5 },
  ];
  const unit = { from: 'header', name: 'x-user', fallback: { from: 'cookie', name: 'session' } } as const;
  const publish = async (revision: number, values: object) => {
    const parameters = { revision, values };
    await first.publish(routingOf(variants, { unit, experiments: [experiment], parameters }));
    await eventually('both apply it', async () => {
      const shown = await Promise.all(both.map((each) => each.send('GET', `/v1/endpoints/${ENDPOINT}`)));
      return shown.every(({ json }) => json.parametersRevision === revision);
    });
  };
  await publish(1, { weights });
  const ask = async (headers: Record<string, string>) => {
    const answers = await Promise.all(both.map((each) => each.predict(450, {}, headers)));
    const [one, other] = answers.map(({ json }) => ({
      variant: json.variant,
      experiment: json.experiment,
      decision: json.predictions[0].decision,
      revision: json.parametersRevision,
    }));
    assert.deepEqual(one, other);
    return one!;
  };
  const seen = new Set<string>();
  for (let user = 0; user < 40; user++) {
    const byHeader = await ask({ 'x-user': `user-${user}` });
    seen.add(`${byHeader.variant} ${byHeader.experiment !== null}`);
    const anonymous = await ask({ cookie: `theme=dark; session=user-${user}` });
    assert.deepEqual(anonymous, byHeader);
  }
  assert.deepEqual([...seen].sort(), ['v1 false', 'v1 true', 'v2 true', 'v3 false']);
  const tester = await ask({ 'x-user': 'tester' });
  assert.deepEqual([tester.variant, tester.experiment, tester.decision], ['v3', 'experiment-1', '0']);
  await publish(2, { weights, threshold: 0.4 });
  const after = await ask({ 'x-user': 'tester' });
  assert.deepEqual([after.decision, after.revision], ['1', 2]);
});
