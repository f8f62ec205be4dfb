import assert from 'node:assert/strict';
import { consoleSuite } from '../fixtures/console-suite.ts';

const inConsole = consoleSuite();

inConsole(
  'signing in takes the token out of the address and keeps it in the tab',
  { token: 'viewer-token' },
  async ({ page }) => {
    await page.getByText('mina · viewer').waitFor();
    assert.equal(new URL(page.url()).hash, '#/');
    await page.reload();
    await page.getByText('mina · viewer').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  },
);

inConsole(
  'without a token the page says how to get one, and takes it pasted',
  {},
  async ({ page, server }) => {
    await page.getByText('npx slipway console', { exact: true }).waitFor();
    const field = page.getByLabel('Or paste the address or the token here');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('That holds no token.').waitFor();
    await field.fill('wrong-token');
    await field.press('Enter');
    await page.getByText('Control does not know that token.').waitFor();
    await field.fill(`${server.address}/#token=reviewer-token`);
    await field.press('Enter');
    await page.getByText('grace · reviewer').waitFor();
  },
);
