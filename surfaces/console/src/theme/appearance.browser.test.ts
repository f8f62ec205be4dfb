import assert from 'node:assert/strict';
import { axeViolations, scrollsSideways } from '../fixtures/console-page.ts';
import { consoleSuite } from '../fixtures/console-suite.ts';

const inConsole = consoleSuite();

inConsole(
  'the keyboard reaches everything: Tab to a review, Enter opens it',
  { token: 'reviewer-token' },
  async ({ page }) => {
    await page.getByRole('link', { name: 'Review and decide: flight-delays v3' }).waitFor();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    for (let presses = 0; presses < 15 && !(await focused()).startsWith('Review and decide'); presses += 1)
      await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Review and decide: flight-delays v3');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'flight-delays v3' }).waitFor();
    assert.equal(await focused(), 'flight-delays v3', 'the focus goes to the heading of the new page');
    await page.goBack();
    const failed = page.locator('summary', { hasText: 'exit code 1' });
    await failed.focus();
    await page.keyboard.press('Enter');
    await page.getByText('column "late" holds 3 values').waitFor();
  },
);

for (const dark of [false, true]) {
  inConsole(
    `axe finds nothing in ${dark ? 'dark' : 'light'}`,
    { token: 'reviewer-token', dark },
    async ({ page, server }) => {
      await page.getByText('Promote the challenger').waitFor();
      await page.locator('summary', { hasText: 'exit code 1' }).click();
      assert.deepEqual(await axeViolations(page), []);
      await page.goto(`${server.address}/#/reviews/review-flight-delays-3`);
      await page.getByRole('button', { name: 'Approve and sign the release' }).click();
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
      assert.deepEqual(await axeViolations(page), []);
    },
  );
}

inConsole(
  'the colours follow the system until they are chosen',
  { token: 'viewer-token', dark: true },
  async ({ page }) => {
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    assert.equal(await scheme(), 'dark');
    await page.getByRole('button', { name: 'Use light colours' }).click();
    assert.equal(await scheme(), 'light');
    await page.reload();
    await page.getByRole('button', { name: 'Use dark colours' }).waitFor();
  },
);

inConsole(
  'a narrow page does not scroll to the side',
  { token: 'reviewer-token', narrow: true },
  async ({ page, server }) => {
    await page.getByText('Promote the challenger').waitFor();
    await page.getByRole('button', { name: 'Show 3 more' }).click();
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.equal(await scrollsSideways(page), false);
    await page.goto(`${server.address}/#/reviews/review-flight-delays-3`);
    await page.getByRole('button', { name: 'To the decision' }).click();
    assert.equal(await scrollsSideways(page), false);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    assert.equal(await scrollsSideways(page), false);
  },
);
