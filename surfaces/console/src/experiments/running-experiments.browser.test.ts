import assert from 'node:assert/strict';
import { visibleText } from '../fixtures/console-page.ts';
import { consoleSuite } from '../fixtures/console-suite.ts';

const inConsole = consoleSuite();
const OPERATOR = { token: 'operator-token' };
const PATH = '/#/endpoints/flight-delays';

inConsole(
  'running and ended experiments say what they promised, what they show and why they ended',
  OPERATOR,
  async ({ page, server }) => {
    await page.goto(`${server.address}${PATH}`);
    const panel = page.getByRole('region', { name: 'Experiments' });
    await panel.getByText('Promote the challenger').waitFor();
    assert.match(
      await visibleText(panel),
      /A\/B test v1-against-v2\s+Running[\s\S]*v1 50 % · v2 50 %[\s\S]*errors ≤ 0\.5 % · slow answers > 250 ms ≤ 1 %[\s\S]*Shadow test v2-in-the-shadow\s+stopped by itself: a guardrail showed harm[\s\S]*later than 250 ms[\s\S]*first-try\s+Stopped by operator[\s\S]*Promoted: v1/,
    );
    await panel.getByText('Promises and figures of v2-in-the-shadow').press('Enter');
    await panel.getByText('4,812 rows compared, 31 missing, 96.2 % agree').waitFor();
  },
);

inConsole('an experiment is stopped with a promotion and a reason', OPERATOR, async (world) => {
  const { page, server } = world;
  await page.goto(`${server.address}${PATH}`);
  const panel = page.getByRole('region', { name: 'Experiments' });
  await panel.getByRole('button', { name: 'Stop or promote … v1-against-v2' }).click();
  await panel.getByText('All units of the test go back').waitFor();
  await panel.getByLabel('What comes of it').selectOption('v2');
  await panel.getByText('v2 becomes the active variant in a new parameter revision').waitFor();
  await panel.getByRole('button', { name: 'Stop and promote v2' }).click();
  await panel.getByText('Say why').waitFor();
  await page.keyboard.type('Better by the stated rule');
  await panel.getByRole('button', { name: 'Stop and promote v2' }).click();
  await panel.getByText('Promoted: v2').waitFor();
  assert.deepEqual(
    server.calls.findLast(({ call }) => call.startsWith('POST ')),
    {
      call: 'POST /v1/endpoints/flight-delays/experiments/experiment-1/stop',
      body: { promote: 'v2', reason: 'Better by the stated rule' },
    },
  );
});

inConsole(
  'a test is planned and started; what control refuses is said with its code',
  OPERATOR,
  async (world) => {
    const { page, server } = world;
    await page.goto(`${server.address}${PATH}`);
    const panel = page.getByRole('region', { name: 'Experiments' });
    await panel.getByRole('button', { name: 'Start an experiment' }).click();
    const form = page.getByRole('form', { name: 'Start an experiment' });
    await form.getByRole('button', { name: 'Start the A/B test' }).click();
    await form.getByText('This is needed.').waitFor();
    await form.getByLabel('Name').fill('second-try');
    await form.getByText('How many units does it need?').press('Enter');
    await form.getByLabel('Metric now').fill('1.5');
    await form.getByLabel('Smallest difference that matters').fill('0.02');
    await form.getByRole('button', { name: 'Calculate' }).click();
    await form.getByText('INVALID_REQUEST').waitFor();
    await form.getByLabel('Metric now').fill('0.14');
    await form.getByLabel('Units per day').fill('2000');
    await page.keyboard.press('Enter');
    await form.getByText('6,300 units in the control arm, 6,300 in the other · 14 days').waitFor();
    await form.getByRole('button', { name: 'Use as the planned size' }).click();
    await form.getByRole('button', { name: 'Start the A/B test' }).click();
    await form.getByText('EXPERIMENT_RUNNING').waitFor();
    await form.getByLabel('Kind').selectOption('shadow');
    await form.getByRole('button', { name: 'Start the shadow test' }).click();
    await panel.getByRole('heading', { name: 'Shadow test second-try' }).waitFor();
    await page
      .getByRole('region', { name: 'What answers now' })
      .first()
      .getByText('copies of 100 %')
      .waitFor();
  },
);
