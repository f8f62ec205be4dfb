import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import type { Run, RunStep } from '@slipway/contracts';
import type { Narrator } from './narrator.ts';

const seconds = ({ startedAt, finishedAt }: RunStep): string =>
  startedAt && finishedAt ? `${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s` : '';

const outcomeOf = ({ output }: RunStep): string => {
  if (output?.snapshot)
    return `${output.snapshot.rows.toLocaleString('en')} rows, ${output.snapshot.digest.slice(0, 19)}…`;
  if (output?.model) return `${output.model.name} version ${output.model.version}`;
  if (output?.artifacts) return output.artifacts.map(({ name }) => name).join(', ');
  return output?.review ? `review ${output.review}` : '';
};

/** Follows a run to its end, one line per step. Throws with the last lines of the step that failed. */
export const watchRun = async (client: Client, { id }: Run, narrator: Narrator): Promise<Run> => {
  const told = new Set<string>();
  let after = -1;
  for (;;) {
    const run = await client.getRun({ params: { run: id } });
    const { lines } = await client.getRunLog({ params: { run: id }, query: { after } });
    after = lines.at(-1)?.sequence ?? after;
    for (const step of run.steps) {
      if (step.state !== 'succeeded' || told.has(step.name)) continue;
      told.add(step.name);
      narrator.say(`✓ ${step.name.padEnd(10)} ${seconds(step).padStart(7)}   ${outcomeOf(step)}`);
    }
    if (run.state === 'succeeded') return run;
    const failed = run.steps.find(({ state }) => state === 'failed');
    if (failed || run.state === 'failed' || run.state === 'cancelled') {
      if (run.state === 'running') {
        await sleep(200);
        continue;
      }
      const lastLines = failed?.failure?.lastLines.join('\n') ?? '';
      throw new Error(`Run ${id} is ${run.state}: ${failed?.failure?.reason ?? ''}\n${lastLines}`);
    }
    const current = run.steps.find(({ state }) => state === 'running');
    if (current) narrator.progress(`${current.name}: ${lines.at(-1)?.text ?? 'running'}`);
    await sleep(200);
  }
};

/** The review that the run opened. */
export const reviewOf = (run: Run): string => {
  const review = run.steps.map(({ output }) => output?.review).find((id) => typeof id === 'string');
  if (!review) throw new Error(`Run ${run.id} opened no review.`);
  return review;
};
