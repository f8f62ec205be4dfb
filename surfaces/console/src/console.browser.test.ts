import assert from 'node:assert/strict';
import { axeViolations, visibleText } from './fixtures/console-page.ts';
import { consoleSuite } from './fixtures/console-suite.ts';
import { emptyStack } from './fixtures/recorded-stack.ts';

const inConsole = consoleSuite();

inConsole(
  'the first screen says what waits, what is live, what runs and what is wrong',
  { token: 'viewer-token' },
  async ({ page }) => {
    const fact = (label: string) => page.getByRole('button', { name: label });
    await fact('2 waiting for a decision').waitFor();
    await fact('1/3 endpoints live').waitFor();
    await fact('2 runs under way').waitFor();
    await fact('2 alerts open').waitFor();
    const planes = await visibleText(page.getByRole('list', { name: 'Processes' }));
    assert.match(planes, /control\s+Ready[\s\S]*log\s+Not ready\s+it does not answer[\s\S]*gateway\s+Ready/);

    const reviews = page.getByRole('region', { name: 'Waiting for a decision' });
    const first = await visibleText(reviews.getByRole('listitem').first());
    assert.match(
      first,
      /flight-delays v3[\s\S]*Not met:\s+no slice is harmed[\s\S]*AUC[\s\S]*0\.7094 vs 0\.7021 of v1/,
    );
    assert.match(
      first,
      /\+0\.0073 \[\+0\.0049, \+0\.0097\]\s+Better[\s\S]*−0\.0002 \[−0\.0008, \+0\.0004\]\s+No difference/,
    );
    const box = await reviews.boundingBox();
    assert.ok(box !== null && box.y < 300, 'reviews are on the first screen');

    const endpoints = await visibleText(page.getByRole('region', { name: 'Endpoints' }));
    assert.match(
      endpoints,
      /flight-delays\s+Live[\s\S]*champion[\s\S]*release flight-delays-1-1[\s\S]*50 %\s+2\/2 ready/,
    );
    assert.match(
      endpoints,
      /A\/B test v1-against-v2[\s\S]*10,104 predictions, 9,984 with outcome[\s\S]*Promote the challenger/,
    );
    assert.match(
      endpoints,
      /Parameters revision 3: threshold=0\.4\s*timeoutMs=1500|Parameters revision 3: timeoutMs=1500\s*threshold=0\.4/,
    );
    assert.match(endpoints, /Switched off[\s\S]*Nothing to serve/);
    assert.match(
      await visibleText(page.getByRole('region', { name: 'Deployments' })),
      /Refused\s+The model file is not the one/,
    );
    assert.match(
      await visibleText(page.getByRole('region', { name: 'Alerts' })),
      /Firing[\s\S]*brier rose[\s\S]*Acknowledged[\s\S]*Resolved/,
    );
    assert.match(
      await visibleText(page.getByRole('region', { name: 'Latest runs' })),
      /Failed[\s\S]*train: the command ended with exit code 1/,
    );
  },
);

inConsole('what changes is seen without a reload', { token: 'viewer-token' }, async (world) => {
  const { page } = world;
  await page.getByRole('button', { name: '2 waiting for a decision' }).waitFor();
  world.stack.reviews = world.stack.reviews.slice(1);
  await page.getByRole('button', { name: '1 waiting for a decision' }).waitFor();
});

inConsole(
  'when control is dead the page says so, says that serving goes on, and keeps what it knew',
  { token: 'viewer-token' },
  async ({ page, server }) => {
    await page.getByText('Promote the challenger').waitFor();
    server.dead = true;
    const banner = page.getByRole('alert');
    await banner.getByText('Control cannot be reached.').waitFor();
    assert.match(await visibleText(banner), /Serving goes on without it[\s\S]*What you see is as of/);
    await page.getByRole('heading', { name: 'flight-delays v3' }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    server.dead = false;
    await banner.waitFor({ state: 'detached' });
  },
);

inConsole('a stack that was not used yet says what to do next', { token: 'viewer-token' }, async (world) => {
  const { page } = world;
  world.stack = emptyStack();
  await page.getByText('npx slipway job apply <file>.job.ts').waitFor();
  for (const command of ['job run', 'endpoint open', 'deploy <release>', 'monitor create'])
    await page.getByText(`npx slipway ${command}`).waitFor();
});
