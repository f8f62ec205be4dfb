import assert from 'node:assert/strict';
import type { Evaluation } from '@slipway/contracts';
import { axeViolations, scrollsSideways, visibleText } from '../fixtures/console-page.ts';
import { type ConsoleWorld, consoleSuite } from '../fixtures/console-suite.ts';
import { multiclassOf, regressionOf } from '../fixtures/evaluation-figures.ts';

const inConsole = consoleSuite();

const open = async ({ page, server }: ConsoleWorld, review: string): Promise<void> => {
  await page.goto(`${server.address}/#/reviews/${review}`);
  await page.getByRole('heading', { name: 'Should this be signed?' }).waitFor();
};

/** Changes what was measured of the first version of cancellations. */
const measured = (world: ConsoleWorld, change: (evaluation: Evaluation) => Evaluation): void => {
  world.stack.reviews = world.stack.reviews.map((review) =>
    review.id === 'review-cancellations-1'
      ? { ...review, evidence: { ...review.evidence, evaluation: change(review.evidence.evaluation) } }
      : review,
  );
};

inConsole(
  'the first screen answers whether to sign: criteria, comparison, harmed slices, fairness',
  { token: 'reviewer-token' },
  async (world) => {
    const { page } = world;
    await open(world, 'review-flight-delays-3');
    const answer = page.locator('#answer');
    const text = await visibleText(answer);
    for (const shown of [
      '3 of 4 met',
      'no slice is harmed',
      'improvement of AUC within [+0.0049, +0.0097], margin 0.005',
      'slices harmed: 1 of 29',
      '0.7094 vs 0.7021 of v1',
      'calibration error 0.0091, the champion’s 0.0103',
      'origin PHX',
      '0 of 532 rows answered otherwise by a predictor',
      'region: share flagged differs by 0.090, at most 0.101',
    ])
      assert.ok(text.includes(shown), `${shown} in ${text}`);
    const box = await answer.boundingBox();
    assert.ok(box !== null && box.y + box.height <= 900, 'it needs no scrolling');
  },
);

inConsole(
  'below it stand curves, thresholds with their suggestions, confusion and fairness',
  { token: 'viewer-token' },
  async (world) => {
    const { page } = world;
    await open(world, 'review-flight-delays-3');
    await page
      .getByRole('img', { name: /False positive rate|True positive rate against/ })
      .first()
      .waitFor();
    const thresholds = await visibleText(page.locator('#thresholds'));
    for (const shown of ['0.5 declared', '0.27 best by F1', '0.18 best by Cost per row', 'a suggestion'])
      assert.ok(thresholds.replaceAll(/\s+/g, ' ').includes(shown), `${shown} in ${thresholds}`);
    const confusion = await visibleText(page.locator('#confusion'));
    assert.ok(confusion.includes('37,900 95.3 %') && confusion.includes('champion 37,950'), confusion);
    const fairness = await visibleText(page.locator('#fairness'));
    for (const shown of ['0.090 [0.079, 0.101]', '< 0.8', 'north against south', 'left out: (missing)'])
      assert.ok(fairness.includes(shown), `${shown} in ${fairness}`);
    const worst = await visibleText(page.locator('#worst-rows'));
    assert.ok(worst.includes('origin PHX · hour 23 · distance –'), worst);
    const robustness = await visibleText(page.locator('#robustness'));
    assert.ok(robustness.includes('unseen category (unseen)') && robustness.includes('1,000 refused'));
    assert.match(
      robustness.replaceAll(/\s+/g, ' '),
      /Champion distance missing 0\.01\S* 0\.05\S* 1\.1 % 1\.9 %/,
    );
    assert.match(await visibleText(page.locator('#importance')), /hour\s+\+0\.0310/);
    await page.getByLabel('Curve').selectOption({ label: 'bins of equal width' });
    await page.getByText('Mean gap 0.0102, largest 0.0311.').waitFor();
    assert.match(await visibleText(page.locator('#metrics')), /Bootstrap: \[\+0\.0048, \+0\.0098\]/);
  },
);

inConsole(
  'slices can be sorted by every column, with the keyboard, and all be shown',
  { token: 'viewer-token' },
  async (world) => {
    const { page } = world;
    await open(world, 'review-flight-delays-3');
    const slices = page.locator('#slices');
    const first = () => slices.locator('tbody tr').first().locator('th').innerText();
    assert.equal(await first(), 'origin PHX', 'the harmed one is first');
    assert.equal(await slices.locator('tbody tr').count(), 24);
    await slices.getByRole('button', { name: 'Rows' }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await first(), 'hour [12, 18)');
    assert.equal(await slices.locator('th[aria-sort="descending"]').innerText(), 'Rows\n↓');
    await page.keyboard.press('Enter');
    assert.equal(await first(), 'origin YUM');
    await page.keyboard.press('Enter');
    assert.equal(await first(), 'origin PHX');
    await slices.getByRole('button', { name: 'Show all 30' }).click();
    assert.equal(await slices.locator('tbody tr').count(), 30);
    await slices.getByText('31 with under 50 rows').waitFor();
  },
);

inConsole(
  'an evaluation of before shows what it has, and nothing is missing around it',
  { token: 'reviewer-token' },
  async (world) => {
    const { page } = world;
    await open(world, 'review-flight-delays-2');
    for (const id of ['answer', 'criteria', 'metrics', 'slices', 'calibration', 'lineage'])
      assert.equal(await page.locator(`#${id}`).count(), 1, id);
    for (const id of [
      'curves',
      'thresholds',
      'confusion',
      'fairness',
      'residuals',
      'importance',
      'robustness',
    ])
      assert.equal(await page.locator(`#${id}`).count(), 0, id);
    assert.deepEqual(await axeViolations(page), []);
    await open(world, 'review-cancellations-1');
    await page.locator('#answer').getByText('not tested: there is no champion').waitFor();
  },
);

for (const [task, change, panel] of [
  ['regression', regressionOf, 'residuals'],
  ['multiclass', multiclassOf, 'confusion'],
] as const)
  for (const dark of [false, true])
    inConsole(
      `a ${task} shows its own figures, without a complaint of axe in ${dark ? 'dark' : 'light'}`,
      { token: 'reviewer-token', dark },
      async (world) => {
        measured(world, change);
        await open(world, 'review-cancellations-1');
        await world.page.locator(`#${panel}`).waitFor();
        assert.deepEqual(await axeViolations(world.page), []);
      },
    );

inConsole(
  'narrow, no figure makes the page scroll to the side',
  { token: 'reviewer-token', narrow: true },
  async (world) => {
    await open(world, 'review-flight-delays-3');
    assert.equal(await scrollsSideways(world.page), false);
    measured(world, regressionOf);
    await open(world, 'review-cancellations-1');
    await world.page.locator('#residuals').waitFor();
    assert.equal(await scrollsSideways(world.page), false);
  },
);
