import type { Run, RunStep } from '@slipway/contracts';
import { formatBytes, formatDuration } from '../terminal/figures.ts';
import { tableOf } from '../terminal/output.ts';
import { isolationText } from './isolation-text.ts';
import { timelineBars } from './run-timeline.ts';

/** How long something took, or takes until now; nothing before it begins. */
export const durationOf = ({ startedAt, finishedAt }: Pick<RunStep, 'startedAt' | 'finishedAt'>): string =>
  startedAt === null
    ? ''
    : formatDuration(Math.max(0, (finishedAt ? Date.parse(finishedAt) : Date.now()) - Date.parse(startedAt)));

const outputOf = ({ output, reusedFrom }: RunStep): string => {
  const what = output?.model
    ? `${output.model.name} v${output.model.version}`
    : output?.snapshot
      ? `${output.snapshot.rows} rows`
      : (output?.review ?? '');
  return reusedFrom ? `${what} (reused from ${reusedFrom.run})`.trim() : what;
};

const usageOf = ({ usage }: RunStep): string[] => [
  usage ? `${usage.cpuSeconds.toFixed(1)} s` : '',
  usage?.peakMemoryBytes ? formatBytes(usage.peakMemoryBytes) : '',
];

/** Who or what started a run. */
const triggerText = ({ trigger, author }: Pick<Run, 'trigger' | 'author'>): string =>
  trigger === 'person'
    ? `started by ${author}`
    : `started by ${trigger === 'alert' ? 'an' : 'a'} ${trigger}, for ${author}`;

/** Why a run failed, with the last lines of each step that did. */
const failureText = (run: Run): string[] =>
  run.steps.flatMap(({ name, failure }) =>
    failure ? [`\n${name}: ${failure.reason}`, ...failure.lastLines.map((line) => `  ${line}`)] : [],
  );

/** The steps of a run, when each ran, what it used and what it left. */
export const describeRun = (run: Run): string => {
  const bars = timelineBars(run.steps, Date.now());
  const measured = run.steps.some(({ usage }) => usage !== undefined);
  const steps = tableOf(
    [
      'STEP',
      'KIND',
      'STATE',
      'ATTEMPT',
      'TIME',
      ...(measured ? ['CPU', 'MEMORY'] : []),
      'TIMELINE',
      'OUTPUT',
    ],
    run.steps.map((step, index) => [
      step.name,
      step.kind,
      step.state,
      step.attempt,
      durationOf(step),
      ...(measured ? usageOf(step) : []),
      bars[index],
      outputOf(step),
    ]),
    '',
  );
  return [
    `run ${run.id} of ${run.job} (revision ${run.jobRevision}): ${run.state}, ${triggerText(run)}, seed ${run.seed}`,
    steps,
    ...isolationText(run),
    ...failureText(run),
  ].join('\n');
};

/** Why a run failed, in one line; empty for others. */
export const failureLine = (run: Run): string => {
  const failed = run.steps.find(({ state, failure }) => state === 'failed' && failure !== null);
  return failed?.failure ? `${failed.name}: ${failed.failure.reason}` : '';
};
