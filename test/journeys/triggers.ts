import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type Job,
  type NewJobWebhook,
  ROLES,
  type Run,
  type RunEvent,
  SIGNATURE_HEADER,
} from '@slipway/contracts';
import { signWebhook } from '@slipway/platform';
import { finished, startPointsRun } from '../stack/points.ts';
import { runCommand } from '../stack/run-command.ts';
import { eventually, runSlipway, type TestStack } from '../stack/test-stack.ts';

const slipway = async <T>(stack: TestStack, ...parameters: string[]): Promise<T> => {
  const { code, stdout, stderr } = await runCommand(...parameters, '--json', '--data-dir', stack.directory);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
};

const tokenOf = async (stack: TestStack, subject: string): Promise<string> =>
  (await readFile(join(stack.directory, 'tokens', subject), 'utf8')).trim();

/** Starts one run by each trigger. */
const triggered = async (stack: TestStack): Promise<Run[]> => {
  const { client, addresses } = stack;
  const { path, secret } = await slipway<NewJobWebhook>(stack, 'job', 'webhook', 'points');
  const body = JSON.stringify({ parameters: { bias: 0.2 } });
  const call = await fetch(`${addresses.control}${path}`, {
    method: 'POST',
    headers: { [SIGNATURE_HEADER]: signWebhook(secret, body, Math.floor(Date.now() / 1000)) },
    body,
  });
  assert.equal(call.status, 200, await call.clone().text());
  const { run: byWebhook } = (await call.json()) as { run: string };
  const alert = await fetch(`${addresses.control}/v1/jobs/points/runs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(stack, 'control')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ trigger: 'alert', parameters: { bias: 0.3 }, idempotencyKey: 'alert-1' }),
  });
  const byAlert = (await alert.json()) as Run;
  await slipway<Job>(stack, 'job', 'schedule', 'points', '*/3 * * * * *');
  const bySchedule = await eventually('the schedule starts a run', async () =>
    (await client.listRuns({ query: { job: 'points' } })).items.find(({ trigger }) => trigger === 'schedule'),
  );
  await slipway<Job>(stack, 'job', 'schedule', 'points', '--off');
  return Promise.all([
    client.getRun({ params: { run: byWebhook } }),
    client.getRun({ params: { run: byAlert.id } }),
    client.getRun({ params: { run: bySchedule.id } }),
  ]);
};

/** Every trigger of a run, and watching one; nothing was released yet. */
export const triggers = async (t: TestContext, stack: TestStack): Promise<void> => {
  const { client, addresses } = stack;

  await t.test(
    'a run that a webhook, an alert or a schedule started ends at a review that waits',
    async () => {
      const runs = await triggered(stack);
      assert.deepEqual(
        runs.map(({ trigger }) => trigger),
        ['webhook', 'alert', 'schedule'],
      );
      for (const run of runs) {
        const done = await finished(stack, run, 120_000);
        assert.equal(done.state, 'succeeded', JSON.stringify(done.steps.map(({ failure }) => failure)));
        const id = done.steps.map(({ output }) => output?.review).find(Boolean) as string;
        const review = await client.getReview({ params: { review: id } });
        assert.deepEqual([review.state, review.decisions], ['open', []]);
        const approval = JSON.stringify({
          verdict: 'approve',
          reason: 'me',
          evidence: review.evidenceDigest,
        });
        const ask = async (token: string | null): Promise<number> =>
          (
            await fetch(`${addresses.control}/v1/reviews/${id}/decisions`, {
              method: 'POST',
              headers: {
                'content-type': 'application/json',
                ...(token === null ? {} : { authorization: `Bearer ${token}` }),
              },
              body: approval,
            })
          ).status;
        for (const role of ROLES.filter((each) => each !== 'reviewer'))
          assert.equal(await ask(await tokenOf(stack, role)), 403, role);
        assert.equal(await ask(null), 401);
      }
      assert.deepEqual((await client.listReleases()).items, []);
    },
  );

  await t.test(
    'watching a run goes on after control was killed, and misses and repeats no line',
    async () => {
      const run = await startPointsRun(stack, { seconds: 8 });
      const watching = runSlipway('run', 'watch', run.id, '--json', '--data-dir', stack.directory);
      await eventually('the step runs', async () => {
        const { steps } = await client.getRun({ params: { run: run.id } });
        return steps.some(({ kind, state }) => kind === 'command' && state === 'running');
      });
      const killed = await stack.signal('control', 'SIGKILL');
      await stack.restarted('control', killed);
      const { code, stdout, stderr } = await watching;
      assert.equal(code, 0, stderr);
      const events = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as RunEvent);
      assert.deepEqual(events.at(-1), { event: 'end', data: { state: 'succeeded' } });
      const numbers = events.flatMap((event) => (event.event === 'line' ? [event.data.sequence] : []));
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index),
      );
      const { lines } = await client.getRunLog({ params: { run: run.id } });
      assert.equal(numbers.length, lines.length);
    },
  );
};
