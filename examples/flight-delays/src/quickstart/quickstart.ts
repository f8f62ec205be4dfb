import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Client } from '@slipway/client';
import type { Check, ExperimentAnalysis, Release, Review, Run } from '@slipway/contracts';
import { FLIGHTS_FILE } from '../flights-file.ts';
import { describeEvidence } from './evidence-view.ts';
import type { Narrator } from './narrator.ts';
import type { Person } from './person.ts';
import { type ReplayResult, replayFlights } from './replay.ts';
import { reviewOf, watchRun } from './run-watch.ts';
import type { RunningStack } from './stack-process.ts';

const ENDPOINT = 'flight-delays';
const JOB_FILES = ['flight-delays.job.ts', 'flight-delays-retraining.job.ts'].map(
  (name) => new URL(`../../${name}`, import.meta.url).pathname,
);

/** The rows of a full quickstart; `--scale` takes a share of them. */
const ROWS = { training: 200_000, firstHoldout: 100_000, secondHoldout: 50_000, replay: 20_000 };

export interface QuickstartContext {
  readonly stack: RunningStack;
  readonly client: Client;
  readonly person: Person;
  readonly narrator: Narrator;
  readonly scale: number;
}

/** Facts for the table at the end; what did not happen is absent. */
export interface Story {
  reviews: Review[];
  releases: Release[];
  replays: [string, ReplayResult][];
  analysis?: ExperimentAnalysis;
  promoted?: boolean;
  checks: Check[];
  waiting?: Review;
}

/** The loop from data to retraining. Ends early, with what was decided, when the person does not approve. */
export const runQuickstart = async (context: QuickstartContext): Promise<Story> => {
  const { narrator } = context;
  const story: Story = { reviews: [], releases: [], replays: [], checks: [] };

  narrator.chapter('Loading three million flights into the warehouse');
  await loadFlights(context);

  narrator.chapter('Training the first version on January and February');
  for (const file of JOB_FILES) await context.stack.slipway('job', 'apply', file);
  const first = await train(context, 'flight-delays', {
    trainingRows: rows(context, ROWS.training),
    holdoutRows: rows(context, ROWS.firstHoldout),
  });

  narrator.chapter('The evidence, and the decision of a person');
  const firstRelease = await decide(context, first, story);
  if (firstRelease === null) return story;

  narrator.chapter('Serving it, with the flights of April');
  const champion = await serve(context, firstRelease);
  await activate(context, champion);
  await createMonitors(context);
  story.replays.push(['April', await replay(context, '2001-04-01', '2001-05-01')]);

  narrator.chapter('Training a second version on January to April, compared on the first half of May');
  const second = await train(context, 'flight-delays', {
    trainingTo: '2001-05-01',
    trainingRows: rows(context, ROWS.training),
    holdoutFrom: '2001-05-01',
    holdoutTo: '2001-05-16',
    holdoutRows: rows(context, ROWS.secondHoldout),
  });
  const secondRelease = await decide(context, second, story);
  if (secondRelease !== null) {
    narrator.chapter('An A/B test between both on the second half of May');
    await experiment(context, champion, await serve(context, secondRelease), story);
  }

  narrator.chapter('June comes: more flights are late, and the monitors judge');
  const june = await replay(context, '2001-06-01', '2001-07-01');
  story.replays.push(['June', june]);
  story.checks = await judge(context, june);

  narrator.chapter('Retraining on the logged predictions and their outcomes');
  const third = await train(context, 'flight-delays-retraining', {});
  story.waiting = await context.client.getReview({ params: { review: reviewOf(third) } });
  narrator.say(
    `Version ${story.waiting.version} waits for a review: ${story.waiting.id}. Nothing but a person can release it.`,
  );
  return story;
};

const rows = ({ scale }: QuickstartContext, full: number): number => Math.max(500, Math.round(full * scale));

const loadFlights = async ({ client, narrator }: QuickstartContext): Promise<void> => {
  narrator.progress('uploading flights-3m.parquet');
  const upload = Readable.toWeb(createReadStream(FLIGHTS_FILE)) as ReadableStream<Uint8Array>;
  const table = await client.putTable(
    { params: { table: 'flights' }, query: { format: 'parquet' } },
    { upload, timeoutMs: 120_000 },
  );
  const months = await client.query({
    body: {
      sql: `select strftime("date", '%B') as month, count(*)::integer as flights, round(100 * avg((delay > 15)::integer), 1)::double as late from flights group by month, month("date") order by month("date")`,
    },
  });
  narrator.say(`table flights: ${table.rows.toLocaleString('en')} rows`);
  narrator.say(
    months.rows
      .map(
        ([month, flights, late]) =>
          `${String(month).padEnd(9)} ${Number(flights).toLocaleString('en').padStart(8)} flights, ${late} % more than 15 minutes late`,
      )
      .join('\n'),
  );
};

const train = async (
  { client, narrator }: QuickstartContext,
  job: string,
  parameters: Record<string, string | number>,
): Promise<Run> => {
  // Who starts the demo again wants to see it train again.
  const run = await client.startRun({ params: { job }, body: { parameters, fresh: true } });
  narrator.say(`run ${run.id} of job ${job}`);
  return watchRun(client, run, narrator);
};

const decide = async (
  { client, person, narrator }: QuickstartContext,
  run: Run,
  story: Story,
): Promise<Release | null> => {
  const review = await client.getReview({ params: { review: reviewOf(run) } });
  narrator.say(describeEvidence(review));
  const answer = await person.decide(review);
  const decided = await client.decide({
    params: { review: review.id },
    body: { ...answer, evidence: review.evidenceDigest },
  });
  story.reviews.push(decided);
  narrator.say(`${decided.state} by ${decided.decisions.at(-1)?.by.name}: ${answer.reason}`);
  if (decided.release === null) return null;
  const { release } = await client.getRelease({ params: { release: decided.release } });
  story.releases.push(release);
  narrator.say(`release ${release.id} signed with key ${release.envelope.signatures[0]?.keyid}`);
  return release;
};

/** Deploys a release by model load and adds it to the endpoint once it is ready. Returns the name of the variant. */
const serve = async ({ client, narrator }: QuickstartContext, release: Release): Promise<string> => {
  const deployment = await client.createDeployment({ body: { release: release.id } });
  await waitFor(narrator, `predictor of ${release.id}`, async () => {
    const { predictors } = await client.getDeployment({ params: { deployment: deployment.id } });
    const refused = predictors.find(({ state }) => state === 'refused');
    if (refused) throw new Error(`The predictor refused the release: ${refused.reason}`);
    return predictors.some(({ state }) => state === 'ready');
  });
  const variant = `v${release.version}`;
  await client.putEndpoint({ params: { endpoint: ENDPOINT }, body: {} });
  await client.putVariant({ params: { endpoint: ENDPOINT, variant }, body: { deployment: deployment.id } });
  await waitFor(narrator, `gateway to route to ${variant}`, async () => {
    const served = await client.servedEndpoints();
    return served.some(
      ({ name, variants }) =>
        name === ENDPOINT && variants.some(({ name: other, ready }) => other === variant && ready > 0),
    );
  });
  narrator.say(`variant ${variant} is ready: verified signature and digest, warmed up`);
  return variant;
};

/** Makes a variant the champion and takes the others away: on a second run of the quickstart the last champion is still there. */
const activate = async ({ client, narrator }: QuickstartContext, variant: string): Promise<void> => {
  const before = await client.getEndpoint({ params: { endpoint: ENDPOINT } });
  for (const { id } of before.experiments) {
    await client.stopExperiment({
      params: { endpoint: ENDPOINT, experiment: id },
      body: { reason: 'A new quickstart begins.' },
    });
  }
  await client.setParameters({
    params: { endpoint: ENDPOINT },
    body: { values: { activeVariant: variant }, reason: 'The approved version becomes the champion.' },
  });
  for (const other of before.variants.filter(({ name }) => name !== variant))
    await retire(client, other.name, other.deployment);
  narrator.say(`endpoint ${ENDPOINT} is open, champion ${variant}`);
};

const retire = async (client: Client, variant: string, deployment: string): Promise<void> => {
  await client.deleteVariant({ params: { endpoint: ENDPOINT, variant } });
  await client.deleteDeployment({ params: { deployment } });
};

const createMonitors = async ({ client }: QuickstartContext): Promise<void> => {
  for (const kind of ['inputs', 'predictions', 'volume', 'quality'] as const) {
    await client.createMonitor({
      body: {
        endpoint: ENDPOINT,
        kind,
        windowMinutes: 60,
        ...(kind === 'volume' ? { minimumPredictions: 100 } : {}),
      },
    });
  }
};

const replay = async (context: QuickstartContext, from: string, to: string): Promise<ReplayResult> => {
  const { client, stack, narrator } = context;
  const result = await replayFlights(
    client,
    stack.addresses,
    { from, to, rows: rows(context, ROWS.replay) },
    narrator,
  );
  narrator.say(
    `${result.sent.toLocaleString('en')} flights answered one by one over HTTP, ${Math.round(result.perSecond)} per second; all logged, outcomes sent`,
  );
  return result;
};

const experiment = async (
  context: QuickstartContext,
  champion: string,
  challenger: string,
  story: Story,
): Promise<void> => {
  const { client, person, narrator } = context;
  const started = await client.startExperiment({
    params: { endpoint: ENDPOINT },
    body: {
      name: `${champion}-against-${challenger}`,
      variants: [
        { variant: champion, weight: 0.5 },
        { variant: challenger, weight: 0.5 },
      ],
    },
  });
  await waitFor(narrator, 'gateway to apply the experiment', async () =>
    (await client.servedEndpoints()).some(({ experiments }) => experiments.includes(started.id)),
  );
  story.replays.push(['May', await replay(context, '2001-05-16', '2001-06-01')]);
  const analysis = await client.analyseExperiment({ params: { endpoint: ENDPOINT, experiment: started.id } });
  story.analysis = analysis;
  narrator.say(describeAnalysis(analysis));
  const { action, variant, rule, reason } = analysis.recommendation;
  narrator.say(`the rule says ${action}${variant ? ` ${variant}` : ''}: ${reason}`);
  const answer = await person.promote(`Promote ${challenger}?`, action === 'promote', rule);
  await client.stopExperiment({
    params: { endpoint: ENDPOINT, experiment: started.id },
    body: { promote: answer.promote ? challenger : null, reason: answer.reason },
  });
  story.promoted = answer.promote;
  const { variants } = await client.getEndpoint({ params: { endpoint: ENDPOINT } });
  const loser = variants.find(({ name }) => name === (answer.promote ? champion : challenger));
  if (loser) await retire(client, loser.name, loser.deployment);
  narrator.say(`${answer.promote ? challenger : champion} serves; ${loser?.name} is retired`);
};

const describeAnalysis = ({ arms, comparisons, sampleRatio }: ExperimentAnalysis): string => {
  const lines = arms.flatMap(({ variant, version, predictions, units, labelled, metrics }) => [
    `${variant} (version ${version}): ${predictions.toLocaleString('en')} predictions of ${units} routes, ${labelled.toLocaleString('en')} with outcome`,
    ...Object.entries(metrics).map(
      ([name, { value, lower, upper }]) =>
        `  ${name.padEnd(10)} ${value?.toFixed(4)}  (${lower?.toFixed(4)} – ${upper?.toFixed(4)})`,
    ),
  ]);
  const differences = comparisons.map(
    ({ metric, difference: { value, lower, upper } }) =>
      `  ${metric.padEnd(10)} ${value?.toFixed(4)}  (${lower?.toFixed(4)} – ${upper?.toFixed(4)})`,
  );
  return [
    ...lines,
    'challenger − champion, intervals that stay valid while one looks:',
    ...differences,
    `split as planned: ${sampleRatio.ok ? 'yes' : 'NO'} (p ${sampleRatio.p.toFixed(3)})`,
  ].join('\n');
};

const judge = async (
  { client, narrator }: QuickstartContext,
  { from, to }: ReplayResult,
): Promise<Check[]> => {
  const checks: Check[] = [];
  for (const monitor of await client.listMonitors({ query: { endpoint: ENDPOINT } })) {
    const check = await client.runCheck(
      { params: { monitor: monitor.id }, body: { window: { from, to } } },
      { timeoutMs: 60_000 },
    );
    checks.push(check);
    narrator.say(`${check.kind}: ${check.state}`);
    for (const { subject, state, detail } of check.findings)
      narrator.say(`  ${state.padEnd(17)} ${subject.padEnd(14)} ${detail}`);
  }
  return checks;
};

const waitFor = async (
  narrator: Narrator,
  what: string,
  done: () => Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for the ${what}.`);
    narrator.progress(`waiting for the ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
