import assert from 'node:assert/strict';
import { axeViolations, readableTexts, scrollsSideways, visibleText } from '../fixtures/console-page.ts';
import { consoleSuite } from '../fixtures/console-suite.ts';
import { IDENTITIES } from '../fixtures/identities.ts';

const inConsole = consoleSuite();
const PATH = '/#/endpoints/flight-delays';

inConsole(
  'a rollback says what it changes, and why it was made',
  { token: 'operator-token' },
  async (world) => {
    const { page, server } = world;
    await page.goto(`${server.address}${PATH}`);
    const history = page.getByRole('region', { name: 'History of the parameters' });
    await history.getByRole('button', { name: 'Roll back to revision 1 …' }).click();
    await history.getByText('It would change this of revision 3:').waitFor();
    assert.match(await visibleText(history), /revision 3:\s+Threshold\s+0\.4 → default of the gateway/);
    await page.keyboard.type('The threshold was wrong');
    await history.getByRole('button', { name: 'Roll back to revision 1', exact: true }).click();
    await history.getByText('Revision 4', { exact: true }).waitFor();
    assert.deepEqual(
      server.calls.findLast(({ call }) => call.startsWith('POST ')),
      {
        call: 'POST /v1/endpoints/flight-delays/parameters/rollback',
        body: { revision: 1, reason: 'The threshold was wrong' },
      },
    );
    assert.equal(await page.getByLabel('Threshold').first().inputValue(), '0.5');
  },
);

inConsole(
  'who is no operator reads everything and why nothing can be changed',
  { token: 'viewer-token' },
  async ({ page, server }) => {
    await page.goto(`${server.address}${PATH}`);
    await page.getByText('only an operator changes it, and you are signed in as viewer').waitFor();
    const parameters = page.getByRole('region', { name: 'Serving parameters' });
    assert.match(
      await visibleText(parameters),
      /Timeout, ms\s+1500[\s\S]*Retries\s+2 · default of the gateway/,
    );
    for (const name of ['Apply …', 'Roll back …', 'Start an experiment', 'Stop or promote …'])
      assert.equal(await page.getByRole('button', { name }).count(), 0, name);
  },
);

inConsole(
  'an endpoint that nobody opened, and one without a variant',
  { token: 'operator-token' },
  async ({ page, server }) => {
    await page.goto(`${server.address}/#/endpoints/nothing`);
    await page.getByText('Endpoint "nothing" does not exist.').waitFor();
    await page.goto(`${server.address}/#/endpoints/cancellations`);
    await page.getByText('npx slipway endpoint add-variant cancellations champion').waitFor();
    await page.getByText('No experiment yet.').waitFor();
    await page.getByText('Nobody changed a parameter yet').waitFor();
  },
);

const unfold = async (page: Parameters<typeof axeViolations>[0]): Promise<void> => {
  for (const summary of await page.locator('summary').all()) await summary.click();
};

for (const [dark, locale] of [
  [false, 'en-US'],
  [true, 'ko-KR'],
] as const) {
  inConsole(
    `axe finds nothing in ${dark ? 'dark' : 'light'}, ${locale}`,
    { token: 'operator-token', dark, locale },
    async ({ page, server }) => {
      await page.goto(`${server.address}${PATH}`);
      await page.locator('#history li').first().waitFor();
      await page.locator('#experiments header button').click();
      await unfold(page);
      await page.locator('#inputRules-add').click();
      await page.locator('#conditions-add').click();
      await page.locator('[data-field="threshold"]').fill('7');
      await page.locator('[data-field="weights.v1"]').fill('7');
      await page.locator('#changes').getByRole('alert').waitFor();
      await page.locator('#history li button').first().click();
      assert.deepEqual(await axeViolations(page), []);
    },
  );
}

inConsole(
  'a narrow page does not scroll to the side, and shows the way to the changes',
  { token: 'operator-token', narrow: true },
  async ({ page, server }) => {
    await page.goto(`${server.address}${PATH}`);
    await page.locator('#history li').first().waitFor();
    await page.locator('#experiments header button').click();
    await unfold(page);
    await page.locator('#outputRules-add').click();
    await page.locator('[data-field="outputRules[0].action"]').selectOption('adjust');
    assert.equal(await scrollsSideways(page), false);
    await page.getByRole('button', { name: 'To the changes' }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'changes-title');
  },
);

/** Names of metrics, of the expression language, of products and of the other language. */
const WORDS_OF_BOTH = new Set(['AUC', 'Brier', 'CEL', 'Slipway', 'English', 'slipway', 'npx']);

inConsole(
  'in Korean nothing but names, codes and what people wrote is English',
  { token: 'operator-token', locale: 'ko-KR' },
  async ({ page, server, stack }) => {
    const data = new Set(JSON.stringify({ stack, IDENTITIES }).match(/[A-Za-z]+/g));
    await page.goto(`${server.address}${PATH}`);
    await page.locator('#history li').first().waitFor();
    await page.locator('#experiments header button').click();
    await unfold(page);
    for (const list of ['inputRules', 'conditions', 'outputRules'])
      await page.locator(`#${list}-add`).click();
    await page.locator('[data-field="threshold"]').fill('7');
    await page.locator('#changes button').last().waitFor();
    const leftOver = (await readableTexts(page)).filter((text) =>
      (text.match(/[A-Za-z]{2,}/g) ?? []).some((word) => !data.has(word) && !WORDS_OF_BOTH.has(word)),
    );
    assert.deepEqual(leftOver, []);
  },
);
