import assert from 'node:assert/strict';
import { axeViolations, readableTexts, scrollsSideways, visibleText } from '../fixtures/console-page.ts';
import { consoleSuite } from '../fixtures/console-suite.ts';
import { IDENTITIES } from '../fixtures/identities.ts';

const inConsole = consoleSuite();
const path = (number: number): string => `/#/runs/0195d3c2-7a11-7abc-8def-0000000000${10 + number}`;
const RUNNING = path(10);
const SUCCEEDED = path(9);
const FAILED = path(8);

inConsole(
  'a run under way: its steps, its newest metric, and lines as they come',
  { token: 'viewer-token' },
  async (world) => {
    const { page, server } = world;
    await page.getByText('flight-delays', { exact: true }).first().waitFor();
    await page.goto(`${server.address}${RUNNING}`);
    await page.getByRole('heading', { name: 'flight-delays', level: 1 }).waitFor();
    await page.getByText('Newest metric, at step 3: loss 0.3125').waitFor();
    const log = page.getByRole('log', { name: 'Log' });
    await log.getByText('train is at epoch 3 of 10: loss 0.31').waitFor();
    const at = new Date().toISOString();
    const text = 'checkpoint written';
    world.stack.runLines.push({ sequence: 100, step: 'train', at, stream: 'stdout', text });
    await log.getByText(text).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const steps = page.getByRole('region', { name: 'Steps' });
    assert.match(
      await visibleText(steps),
      /training\s+Succeeded[\s\S]*CPU 12\.3 s · memory 412 MB[\s\S]*200,000 rows/,
    );
  },
);

inConsole(
  'a search finds lines whatever the case of their letters, and step and source narrow it',
  { token: 'viewer-token' },
  async ({ page, server }) => {
    await page.goto(`${server.address}${FAILED}`);
    const log = page.getByRole('log', { name: 'Log' });
    await log.getByText('attempt 1 begins on worker w1').first().waitFor();
    await page.getByLabel('Text in the line').fill('BINARY label');
    await page.getByText('Lines found: 1').waitFor();
    assert.match(await visibleText(log), /^\d\d:\d\d:\d\d\s+train\s+Error: column "late"/);
    await page.getByLabel('Text in the line').fill('');
    await page.getByLabel('Printed by').selectOption('stderr');
    await page.getByText('Lines found: 2').waitFor();
    await page.getByLabel('Step', { exact: true }).selectOption('training');
    await page.getByText('No line is like that.').waitFor();
    await page.getByLabel('Step', { exact: true }).selectOption('');
    await page.getByLabel('Printed by').selectOption('');
    await log.getByText('attempt 1 begins on worker w1').first().waitFor();
    await page.getByText('The run has ended').waitFor();
  },
);

inConsole(
  'a failed run says why, with its last lines, and what to type',
  { token: 'viewer-token' },
  async ({ page, server }) => {
    await page.goto(`${server.address}${FAILED}`);
    const why = page.getByRole('region', { name: 'Why it failed' });
    assert.match(await visibleText(why), /train: the command ended with exit code 1/);
    await why.getByText('at readLabels (src/training-columns.ts:41:11)').waitFor();
    await why.getByText(/npx slipway run retry 0195d3c2/).waitFor();
    await page.goto(`${server.address}${SUCCEEDED}`);
    await page.getByText('started by an alert').waitFor();
    assert.equal(await page.getByRole('region', { name: 'Why it failed' }).count(), 0);
    await page.getByRole('link', { name: 'its review' }).waitFor();
  },
);

inConsole(
  'the overview leads to the run, and what does not exist is said',
  { token: 'viewer-token' },
  async ({ page, server }) => {
    await page.getByRole('region', { name: 'Latest runs' }).locator('summary').nth(1).click();
    await page.getByRole('link', { name: 'Log, steps and resources' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'flight-delays' }).waitFor();
    await page.goto(`${server.address}/#/runs/run-nothing`);
    await page.getByText('Run "run-nothing" does not exist.').waitFor();
  },
);

inConsole('the stream goes on when control is back', { token: 'viewer-token' }, async (world) => {
  const { page, server } = world;
  await page.goto(`${server.address}${RUNNING}`);
  const log = page.getByRole('log', { name: 'Log' });
  await log.getByText('train is at epoch 3 of 10: loss 0.31').waitFor();
  server.dead = true;
  server.cutStreams();
  await page.getByText('Control does not answer; this goes on when it does').waitFor();
  server.dead = false;
  const at = new Date().toISOString();
  world.stack.runLines.push({ sequence: 100, step: 'train', at, stream: 'stdout', text: 'after the pause' });
  await log.getByText('after the pause').waitFor();
  assert.equal(await log.getByText('train is at epoch 3 of 10: loss 0.31').count(), 1, 'no line twice');
});

inConsole(
  'everything can be reached and read with the keyboard',
  { token: 'viewer-token' },
  async ({ page, server }) => {
    await page.goto(`${server.address}${FAILED}`);
    await page.getByRole('log', { name: 'Log' }).waitFor();
    const reached = new Set<string>();
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() => {
          const element = document.activeElement;
          return element?.getAttribute('aria-label') ?? element?.id ?? '';
        }),
      );
    }
    assert.ok(reached.has('Log') && reached.has('Last lines of train'), [...reached].join(', '));
    await page.getByLabel('Text in the line').focus();
    await page.keyboard.type('epoch');
    await page.getByText('Lines found: 1').waitFor();
  },
);

for (const [dark, locale, narrow] of [
  [false, 'en-US', false],
  [true, 'ko-KR', true],
] as const)
  inConsole(
    `axe finds nothing in ${dark ? 'dark' : 'light'}, ${locale}, ${narrow ? 'narrow' : 'wide'}, and nothing scrolls to the side`,
    { token: 'viewer-token', dark, locale, narrow },
    async ({ page, server }) => {
      for (const address of [RUNNING, FAILED]) {
        await page.goto(`${server.address}${address}`);
        await page.getByRole('log').waitFor();
        assert.deepEqual(await axeViolations(page), []);
        assert.equal(await scrollsSideways(page), false);
      }
    },
  );

/** Names of products, units, and the other language. */
const WORDS_OF_BOTH = new Set([
  'CPU',
  'MB',
  'Slipway',
  'English',
  'slipway',
  'npx',
  'loss',
  'epoch',
  'reading',
  'rows',
  'is',
  'at',
  'of',
  'attempt',
  'begins',
  'on',
  'worker',
]);

inConsole(
  'in Korean nothing but names, codes and what programs print is English',
  { token: 'viewer-token', locale: 'ko-KR' },
  async ({ page, server, stack }) => {
    const data = new Set(JSON.stringify({ stack, IDENTITIES }).match(/[A-Za-z]+/g));
    for (const address of [RUNNING, FAILED, SUCCEEDED]) {
      await page.goto(`${server.address}${address}`);
      await page.getByRole('log').waitFor();
      const leftOver = (await readableTexts(page)).filter((text) =>
        (text.replace(/npx slipway .*/, '').match(/[A-Za-z]{2,}/g) ?? []).some(
          (word) => !data.has(word) && !WORDS_OF_BOTH.has(word),
        ),
      );
      assert.deepEqual(leftOver, []);
    }
  },
);
