import assert from 'node:assert/strict';
import { readableTexts } from '../fixtures/console-page.ts';
import { consoleSuite } from '../fixtures/console-suite.ts';
import { IDENTITIES } from '../fixtures/identities.ts';

const inConsole = consoleSuite();

/** Words that stay as they are in Korean: names of metrics, of this product, and of the other language. */
const WORDS_OF_BOTH = new Set(['AUC', 'ROC', 'Brier', 'Slipway', 'English', 'git', 'npx', 'seed']);

inConsole(
  'in Korean nothing but names, codes and what people wrote is English',
  { token: 'reviewer-token', locale: 'ko-KR' },
  async (world) => {
    const { page, server } = world;
    const data = new Set(JSON.stringify({ stack: world.stack, IDENTITIES }).match(/[A-Za-z]+/g));
    const leftOver = async () =>
      (await readableTexts(page)).filter((text) =>
        (text.replace(/npx slipway .*/, '').match(/[A-Za-z]{2,}/g) ?? []).some(
          (word) => !data.has(word) && !WORDS_OF_BOTH.has(word),
        ),
      );
    await page.getByText('도전자 승격').waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'ko');
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.deepEqual(await leftOver(), []);
    await page.goto(`${server.address}/#/reviews/review-flight-delays-3`);
    await page.getByRole('button', { name: '승인하고 릴리스에 서명' }).click();
    assert.deepEqual(await leftOver(), []);
    await page.getByRole('button', { name: 'English: 영어로 보기' }).click();
    await page.getByRole('button', { name: 'Approve and sign the release' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Approve and sign the release' }).waitFor();
  },
);
