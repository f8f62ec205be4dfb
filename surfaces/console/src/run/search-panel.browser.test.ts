import assert from 'node:assert/strict';
import type { Search } from '@slipway/contracts';
import { axeViolations, scrollsSideways, visibleText } from '../fixtures/console-page.ts';
import { type ConsoleWorld, consoleSuite } from '../fixtures/console-suite.ts';
import { timesBefore } from '../fixtures/figures.ts';
import { RECORDED_SEARCH, recordedSearch } from '../fixtures/searches.ts';

const inConsole = consoleSuite();

/** Makes a recorded run that has ended a trial of a search, and opens its page. */
const openTrial = async ({ page, server, stack }: ConsoleWorld, more: Partial<Search> = {}) => {
  const run = stack.runs.find(({ state }) => state === 'succeeded');
  assert.ok(run);
  run.trigger = 'search';
  run.parent = RECORDED_SEARCH;
  stack.searches = [{ ...recordedSearch(timesBefore(Date.now()), run), ...more }];
  await page.goto(`${server.address}/#/runs/${run.id}`);
  return run;
};

inConsole(
  'a run of a search shows what was tried and what came of it, the best first',
  { token: 'viewer-token' },
  async (world) => {
    const { page, stack } = world;
    await openTrial(world);
    const panel = page.getByRole('region', { name: /^Parameter search/ });
    await panel.getByText('The largest auc wins · 3 of 4 trials have ended').waitFor();
    const rows = panel.getByRole('row');
    assert.match(await visibleText(rows.nth(0)), /Trial\s+Rung\s+depth\s+kind\s+trees\s+auc\s+State\s+Run/);
    assert.match(await visibleText(rows.nth(1)), /^0\s+1\s+2\s+gini\s+30\s+–\s+Waiting\s+–/);
    assert.match(await visibleText(rows.nth(2)), /^0 best so far\s+0\s+2\s+gini\s+10\s+0\.7312\s+Succeeded/);
    assert.match(await visibleText(rows.nth(3)), /0\.7054\s+Succeeded\s+this run/);
    assert.match(await visibleText(rows.nth(4)), /Failed\s+train: it ended with exit code 1/);
    await panel.getByText('auc is what the training step says of itself').waitFor();

    const [search] = stack.searches;
    assert.ok(search);
    const finalRun = { id: stack.runs[0]?.id ?? '', state: 'queued' as const };
    stack.searches = [{ ...search, state: 'succeeded', finalRun }];
    await panel.getByRole('link', { name: 'The run that registers the best' }).click();
    await page.getByRole('heading', { level: 1, name: stack.runs[0]?.job ?? '' }).waitFor();
    assert.equal(await panel.count(), 0, 'a run of nobody’s search has no such panel');
  },
);

inConsole(
  'a search without a result says so, and one that is gone too',
  { token: 'viewer-token' },
  async (world) => {
    const { page, stack } = world;
    await openTrial(world, { best: null, state: 'failed', reason: 'no trial succeeded', trials: [] });
    await page.getByText('No trial has a result yet.').waitFor();
    await page.getByText('no trial succeeded').waitFor();
    stack.searches = [];
    await page.reload();
    await page.getByText(`Search "${RECORDED_SEARCH}" does not exist.`).waitFor();
  },
);

for (const [dark, locale, narrow, name] of [
  [false, 'en-US', false, 'Parameter search'],
  [true, 'ko-KR', true, '파라미터 탐색'],
] as const)
  inConsole(
    `the table in ${locale}, ${narrow ? 'narrow' : 'wide'}: axe finds nothing, the keyboard reaches it, the page does not scroll sideways`,
    { token: 'viewer-token', dark, locale, narrow },
    async (world) => {
      const { page } = world;
      await openTrial(world);
      const panel = page.getByRole('region', { name: new RegExp(`^${name}`) }).first();
      await panel.getByRole('table').waitFor();
      assert.deepEqual(await axeViolations(page), []);
      assert.equal(await scrollsSideways(page), false);
      const reached: string[] = [];
      for (let i = 0; i < 25; i++) {
        await page.keyboard.press('Tab');
        reached.push(
          await page.evaluate(() => {
            const element = document.activeElement;
            return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
          }),
        );
      }
      assert.ok(
        reached.some((label) => label.includes(RECORDED_SEARCH)),
        reached.join(', '),
      );
      assert.ok(reached.includes('run-third'), reached.join(', '));
    },
  );
