import assert from 'node:assert/strict';
import type { DecisionRequest } from '@slipway/contracts';
import { visibleText } from '../fixtures/console-page.ts';
import { consoleSuite } from '../fixtures/console-suite.ts';

const inConsole = consoleSuite();

inConsole(
  'a reviewer decides with a reason, bound to the evidence on the page',
  { token: 'reviewer-token' },
  async (world) => {
    const { page, server } = world;
    await page.getByRole('link', { name: 'Review and decide: flight-delays v3' }).click();
    await page.getByRole('heading', { level: 1, name: 'flight-delays v3' }).waitFor();
    const text = await visibleText(page.locator('main'));
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
    const review = world.stack.reviews[0];
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
  async (world) => {
    const { page, server } = world;
    await page.goto(`${server.address}/#/reviews/review-flight-delays-3`);
    await page.getByLabel('Reason').fill('Too many harmed slices');
    world.stack.reviews = world.stack.reviews.map((review) => ({
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
  async ({ page, server }) => {
    await page.goto(`${server.address}/#/reviews/review-flight-delays-3`);
    await page.getByText('only a reviewer decides, and you are signed in as viewer').waitFor();
    await page.getByText('npx slipway console --role reviewer').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Approve and sign the release' }).count(), 0);
  },
);
