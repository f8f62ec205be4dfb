import { fileURLToPath } from 'node:url';
import type { Release, Run } from '@slipway/contracts';
import { runCommand } from './run-command.ts';
import { seededPoints } from './seeded-points.ts';
import { eventually, type TestStack } from './test-stack.ts';

export const POINTS_JOB = fileURLToPath(new URL('../fixtures/points/points.job.ts', import.meta.url));

/** Loads the table `points` and applies the job. */
export const preparePoints = async ({ client, directory }: TestStack): Promise<void> => {
  const csv = seededPoints(2000);
  await client.putTable(
    { params: { table: 'points' }, query: { format: 'csv' } },
    { upload: new TextEncoder().encode(csv) },
  );
  const applied = await runCommand('job', 'apply', POINTS_JOB, '--data-dir', directory);
  if (applied.code !== 0) throw new Error(applied.stderr);
};

export const startPointsRun = (
  stack: TestStack,
  parameters: { bias?: number; seconds?: number; fail?: boolean } = {},
): Promise<Run> => stack.client.startRun({ params: { job: 'points' }, body: { parameters } });

/** Waits for the end of a run. */
export const finished = (stack: TestStack, run: Run, timeoutMs = 60_000): Promise<Run> =>
  eventually(
    `run ${run.id} ends`,
    async () => {
      const now = await stack.client.getRun({ params: { run: run.id } });
      return now.state === 'queued' || now.state === 'running' ? null : now;
    },
    timeoutMs,
  );

/** Runs the job, approves its version as the demo reviewer, and returns the signed release. */
export const releasePoints = async (stack: TestStack, bias: number): Promise<Release> => {
  const run = await finished(stack, await startPointsRun(stack, { bias }));
  if (run.state !== 'succeeded')
    throw new Error(`run ${run.state}: ${JSON.stringify(run.steps.map(({ failure }) => failure))}`);
  const id = run.steps
    .map(({ output }) => output?.review)
    .find((review) => typeof review === 'string') as string;
  const review = await stack.client.getReview({ params: { review: id } });
  const decided = await stack.client.decide({
    params: { review: id },
    body: { verdict: 'approve', reason: 'a test', evidence: review.evidenceDigest },
  });
  return (await stack.client.getRelease({ params: { release: decided.release as string } })).release;
};

/** Deploys a release and routes endpoint `points` to it as `variant`; returns the deployment's id. */
export const servePoints = async (
  stack: TestStack,
  release: Release,
  variant: string,
  replicas = 1,
): Promise<string> => {
  const { client } = stack;
  const { id } = await client.createDeployment({ body: { release: release.id, replicas } });
  await eventually('the predictors are ready', async () => {
    const { predictors } = await client.getDeployment({ params: { deployment: id } });
    return predictors.filter(({ state }) => state === 'ready').length === replicas;
  });
  await client.putEndpoint({ params: { endpoint: 'points' }, body: {} });
  await client.putVariant({ params: { endpoint: 'points', variant }, body: { deployment: id } });
  await eventually('the gateway routes to the variant', async () =>
    (await client.servedEndpoints()).some(({ variants }) =>
      variants.some(({ name, ready }) => name === variant && ready === replicas),
    ),
  );
  return id;
};
