import { rankedTrials, type Search, type SearchSummary, type Trial } from '@slipway/contracts';
import { tableOf } from '../terminal/output.ts';

type Best = NonNullable<SearchSummary['best']>;

/** A metric with as many digits as tell trials apart. */
const figure = (value: number | null): string | null =>
  value === null ? null : String(Number(value.toPrecision(6)));

const parametersText = (parameters: Trial['parameters']): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** `auc 0.93 with depth=6 rate=0.1` */
export const bestLine = (metric: string, best: Best): string =>
  `${metric} ${figure(best.metric)} with ${parametersText(best.parameters)}`;

/** A search as a person reads it: what it is, the table of its trials, and what became of the best. */
export const describeSearch = (search: Search): string => {
  const { id, job, jobRevision, state, reason, plan, seed, best, finalRun, trials } = search;
  const names = [...new Set(trials.flatMap(({ parameters }) => Object.keys(parameters)))].sort();
  const climbs = plan.strategy === 'halving';
  const table = tableOf(
    ['TRIAL', ...(climbs ? ['RUNG'] : []), ...names, plan.metric.name, 'STATE', 'RUN'],
    rankedTrials(search).map(({ number, rung, parameters, metric, state: trialState, run, reason: why }) => [
      best?.number === number && best.rung === rung ? `${number} *` : number,
      ...(climbs ? [rung] : []),
      ...names.map((name) => parameters[name]),
      figure(metric),
      why === null ? trialState : `${trialState}: ${why}`,
      run,
    ]),
    '',
  );
  return [
    `search ${id} of ${job} (revision ${jobRevision}): ${state}${reason ? `, ${reason}` : ''}`,
    `  ${plan.strategy}, ${plan.metric.goal} ${plan.metric.name}, ${plan.parallel} at a time, seed ${plan.seed ?? seed}`,
    '',
    table,
    '',
    ...(best === null
      ? ['No trial has a result yet.']
      : [
          `* best so far: ${bestLine(plan.metric.name, best)} (run ${best.run})`,
          `  ${plan.metric.name} is the trainer's own figure, not an evaluation by the platform.`,
        ]),
    ...(finalRun === null ? [] : [`registered and evaluated by run ${finalRun.id}: ${finalRun.state}`]),
  ].join('\n');
};

/** Lines for the trials whose state is not the one that was told; `told` is brought up to date. */
export const progressOf = ({ plan, trials }: Search, told: Map<string, Trial['state']>): string[] =>
  trials.flatMap(({ rung, number, state, metric, parameters, reason }) => {
    const name = `${rung}/${number}`;
    const before = told.get(name);
    told.set(name, state);
    if (before === state || state === 'waiting') return [];
    const outcome = metric === null ? (reason ?? '') : `${plan.metric.name} ${figure(metric)}`;
    const trial = plan.strategy === 'halving' ? `trial ${number} on rung ${rung}` : `trial ${number}`;
    return [`${trial} | ${state}${outcome ? ` | ${outcome}` : ''} | ${parametersText(parameters)}`];
  });
