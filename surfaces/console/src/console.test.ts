import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { DecisionRequest } from '@slipway/contracts';
import type { Browser } from 'playwright-core';
import { browserPath, launchBrowser } from './fixtures/browser.ts';
import { builtConsole } from './fixtures/built-console.ts';
import {
  axeViolations,
  openConsole,
  type PageOptions,
  readableTexts,
  scrollsSideways,
} from './fixtures/console-page.ts';
import { type ConsoleServer, startConsoleServer } from './fixtures/console-server.ts';
import { IDENTITIES } from './fixtures/identities.ts';
import { recordedRoutes } from './fixtures/recorded-routes.ts';
import { emptyStack, type RecordedStack, recordedStack } from './fixtures/recorded-stack.ts';

const chromium = browserPath();
const skip = chromium === undefined ? 'no Chromium is installed: apt-get install chromium' : false;
if (skip) console.warn(`The console was NOT tested: ${skip}`);

let browser: Browser;
let server: ConsoleServer;
let stack: RecordedStack;

before(async () => {
  if (chromium === undefined) return;
  const directory = await builtConsole();
  server = await startConsoleServer({
    directory,
    routes: recordedRoutes(() => stack),
    identities: IDENTITIES,
  });
  browser = await launchBrowser(chromium);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

beforeEach(() => {
  stack = recordedStack(Date.now());
  if (server !== undefined) server.dead = false;
});

/** One browser page per test, closed after it; it must end without a complaint of the browser. */
const inConsole = (
  name: string,
  options: PageOptions,
  check: (page: Awaited<ReturnType<typeof openConsole>>['page']) => Promise<void>,
) =>
  test(name, { skip, timeout: 40_000 }, async () => {
    const opened = await openConsole(browser, server.address, options);
    try {
      await check(opened.page);
      assert.deepEqual(opened.complaints, []);
    } finally {
      await opened.context.close();
    }
  });

inConsole(
  'the first screen says what waits, what is live, what runs and what is wrong',
  { token: 'viewer-token' },
  async (page) => {
    const fact = (label: string) => page.getByRole('button', { name: label });
    await fact('2 waiting for a decision').waitFor();
    await fact('1/3 endpoints live').waitFor();
    await fact('2 runs under way').waitFor();
    await fact('2 alerts open').waitFor();
    const planes = await page.getByRole('list', { name: 'Processes' }).innerText();
    assert.match(planes, /control\s+Ready[\s\S]*log\s+Not ready\s+it does not answer[\s\S]*gateway\s+Ready/);

    const reviews = page.getByRole('region', { name: 'Waiting for a decision' });
    const first = await reviews.getByRole('listitem').first().innerText();
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

    const endpoints = await page.getByRole('region', { name: 'Endpoints' }).innerText();
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
      await page.getByRole('region', { name: 'Deployments' }).innerText(),
      /Refused\s+The model file is not the one/,
    );
    assert.match(
      await page.getByRole('region', { name: 'Alerts' }).innerText(),
      /Firing[\s\S]*brier rose[\s\S]*Acknowledged[\s\S]*Resolved/,
    );
    assert.match(
      await page.getByRole('region', { name: 'Latest runs' }).innerText(),
      /Failed[\s\S]*train: the command ended with exit code 1/,
    );
  },
);

inConsole('what changes is seen without a reload', { token: 'viewer-token' }, async (page) => {
  await page.getByRole('button', { name: '2 waiting for a decision' }).waitFor();
  stack.reviews = stack.reviews.slice(1);
  await page.getByRole('button', { name: '1 waiting for a decision' }).waitFor();
});

inConsole(
  'signing in takes the token out of the address and keeps it in the tab',
  { token: 'viewer-token' },
  async (page) => {
    await page.getByText('mina · viewer').waitFor();
    assert.equal(new URL(page.url()).hash, '#/');
    await page.reload();
    await page.getByText('mina · viewer').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to the console' }).waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  },
);

inConsole('without a token the page says how to get one, and takes it pasted', {}, async (page) => {
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
});

inConsole(
  'a reviewer decides with a reason, bound to the evidence on the page',
  { token: 'reviewer-token' },
  async (page) => {
    await page.getByRole('link', { name: 'Open the evidence of flight-delays v3' }).click();
    await page.getByRole('heading', { level: 1, name: 'flight-delays v3' }).waitFor();
    const text = await page.locator('main').innerText();
    for (const shown of [
      '0.4402 [0.4361, 0.4443]',
      'harmed == 0',
      'origin PHX',
      'Harmed',
      'uncommitted changes',
      'node src/train.ts',
      'GradientBoostedTrees',
    ])
      assert.ok(text.includes(shown), shown);

    const approve = page.getByRole('button', { name: 'Approve and sign the release' });
    await approve.click();
    await page.getByText('Say why: a decision needs a reason.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA');
    await page.keyboard.type('Better ranking; the loss at PHX is small');
    await approve.click();
    await page.getByText('To approve, accept this, or ask for changes.').waitFor();
    await page.getByRole('checkbox').check();
    const review = stack.reviews[0];
    await approve.click();
    await page.getByText('Release flight-delays-3-3 is signed.').waitFor();
    const sent = server.calls.find(({ call }) => call.startsWith('POST '));
    assert.equal(sent?.call, `POST /v1/reviews/${review?.id}/decisions`);
    assert.deepEqual(sent?.body, {
      verdict: 'approve',
      reason: 'Better ranking; the loss at PHX is small',
      evidence: review?.evidenceDigest ?? '',
      acceptFailures: true,
    } satisfies DecisionRequest);
    await page.getByText('Accepted although not met: no slice is harmed').waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('button', { name: '1 waiting for a decision' }).waitFor();
  },
);

inConsole(
  'a decision that control refuses is said to be refused, and nothing that was typed is lost',
  { token: 'reviewer-token' },
  async (page) => {
    await page.goto(`${server.address}/#/reviews/review-flight-delays-3`);
    await page.getByLabel('Reason').fill('Too many harmed slices');
    stack.reviews = stack.reviews.map((review) => ({
      ...review,
      evidenceDigest: `sha256:${'0'.repeat(64)}` as const,
    }));
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('The decision was not recorded.').waitFor();
    assert.equal(await page.getByLabel('Reason').inputValue(), 'Too many harmed slices');
  },
);

inConsole(
  'a viewer sees the evidence and why the decision is not theirs',
  { token: 'viewer-token' },
  async (page) => {
    await page.goto(`${server.address}/#/reviews/review-flight-delays-3`);
    await page.getByText('only a reviewer decides, and you are signed in as viewer').waitFor();
    await page.getByText('npx slipway console --role reviewer').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Approve and sign the release' }).count(), 0);
  },
);

inConsole(
  'the keyboard reaches everything: Tab to a review, Enter opens it',
  { token: 'reviewer-token' },
  async (page) => {
    await page.getByRole('link', { name: 'Open the evidence of flight-delays v3' }).waitFor();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    for (let presses = 0; presses < 15 && !(await focused()).startsWith('Open the evidence'); presses += 1)
      await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Open the evidence of flight-delays v3');
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
    async (page) => {
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
  async (page) => {
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
  async (page) => {
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

/** Words that stay as they are in Korean: names of metrics, of this product, and of the other language. */
const WORDS_OF_BOTH = new Set(['AUC', 'Brier', 'Slipway', 'English', 'git', 'npx', 'seed']);

inConsole(
  'in Korean nothing but names, codes and what people wrote is English',
  { token: 'reviewer-token', locale: 'ko-KR' },
  async (page) => {
    const data = new Set(JSON.stringify({ stack, IDENTITIES }).match(/[A-Za-z]+/g));
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

inConsole(
  'when control is dead the page says so, says that serving goes on, and keeps what it knew',
  { token: 'viewer-token' },
  async (page) => {
    await page.getByText('Promote the challenger').waitFor();
    server.dead = true;
    const banner = page.getByRole('alert');
    await banner.getByText('Control cannot be reached.').waitFor();
    assert.match(await banner.innerText(), /Serving goes on without it[\s\S]*What you see is as of/);
    await page.getByRole('heading', { name: 'flight-delays v3' }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    server.dead = false;
    await banner.waitFor({ state: 'detached' });
  },
);

inConsole('a stack that was not used yet says what to do next', { token: 'viewer-token' }, async (page) => {
  stack = emptyStack();
  await page.getByText('npx slipway job apply <file>.job.ts').waitFor();
  const text = await page.locator('main').innerText();
  for (const command of ['job run', 'endpoint open', 'deploy <release>', 'monitor create'])
    assert.ok(text.includes(`npx slipway ${command}`), command);
});
