import type { Story } from './quickstart.ts';
import type { RunningStack } from './stack-process.ts';

/** What happened, in a short table, and where to go on. */
export const summarise = (story: Story, stack: RunningStack, seconds: number): string => {
  const facts: [string, string][] = [];
  for (const { version, state, decisions } of story.reviews) {
    facts.push([`version ${version}`, `${state} by ${decisions.at(-1)?.by.name ?? 'nobody'}`]);
  }
  for (const release of story.releases)
    facts.push([`release ${release.id}`, `signed, ${release.artifact.slice(0, 19)}…`]);
  for (const [month, { sent, perSecond }] of story.replays)
    facts.push([
      `flights of ${month}`,
      `${sent.toLocaleString('en')} answered, ${Math.round(perSecond)} per second`,
    ]);
  if (story.analysis)
    facts.push([
      'A/B test',
      `${story.analysis.recommendation.action}; ${story.promoted ? 'promoted' : 'champion kept'}`,
    ]);
  for (const { kind, state } of story.checks) facts.push([`monitor ${kind}`, state]);
  if (story.waiting)
    facts.push([`version ${story.waiting.version}`, `waits for a review (${story.waiting.id})`]);
  facts.push(['time', `${seconds.toFixed(0)} s`]);
  const width = Math.max(...facts.map(([name]) => name.length));
  const where =
    stack.dataDirectory === `${process.cwd()}/.slipway` ? '' : ` --data-dir ${stack.dataDirectory}`;
  return [
    '',
    'What happened',
    ...facts.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    `console and API  ${stack.addresses.control}`,
    `gateway          ${stack.addresses.gateway}`,
    '',
    'Try next',
    `  npx slipway status${where}`,
    `  npx slipway review show ${story.waiting?.id ?? story.reviews.at(-1)?.id ?? ''}${where}`,
    `  npx slipway sql "select variant, count(*) n, avg(score) score, avg(outcome_value) late from labelled group by variant"${where}`,
    '',
  ].join('\n');
};
