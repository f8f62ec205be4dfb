import type { ArmCounts, Experiment, GuardrailCounts, GuardrailResult } from '@slipway/contracts';
import { comparedArms, guardrailResults, sumsOf, thresholdsOf } from './guardrail-results.ts';
import { armBurns, PAGE_RULES } from './judge-burn.ts';

/** Why an experiment is stopped without a person; the figures that decided are frozen in the reason. */
export interface Stop {
  readonly cause: 'guardrail' | 'burn' | 'end';
  readonly reason: string;
}

/** Whether the end date of an experiment is over. */
export const judgeEnd = ({ endsAt }: Pick<Experiment, 'endsAt'>, now: number): Stop | null =>
  endsAt !== undefined && Date.parse(endsAt) <= now
    ? { cause: 'end', reason: `The end of the experiment, ${endsAt}, is reached.` }
    : null;

/**
 * What the counts say of a running experiment: a guardrail that shows harm, else an arm that alone burns its error or latency
 * budget, else null.
 * @param counts of {@link watchedWindows}
 */
export const judgeCounts = (
  experiment: Pick<Experiment, 'kind' | 'variants' | 'guardrails'>,
  { windows }: GuardrailCounts,
): Stop | null => {
  const [whole, ...burning] = windows.map(({ arms }) => arms);
  const harmful = guardrailResults(experiment, whole ?? []).find(({ state }) => state === 'stop');
  if (harmful !== undefined) return { cause: 'guardrail', reason: guardrailReason(harmful) };
  return judgeBurn(experiment, burning);
};

const judgeBurn = (
  experiment: Pick<Experiment, 'kind' | 'variants' | 'guardrails'>,
  windows: readonly (readonly ArmCounts[])[],
): Stop | null => {
  const thresholds = thresholdsOf(experiment);
  const slow = experiment.guardrails.filter(({ metric }) => metric === 'latency');
  const figures = [
    { metric: 'errors' as const },
    ...slow.map(({ overMs }) => ({
      metric: 'latency' as const,
      ...(overMs === undefined ? {} : { overMs }),
    })),
  ];
  for (const [i, rule] of PAGE_RULES.entries()) {
    const longs = comparedArms(experiment, windows[2 * i] ?? []);
    const shorts = comparedArms(experiment, windows[2 * i + 1] ?? []);
    for (const [a, { variant, arm, control }] of longs.entries()) {
      for (const figure of figures) {
        const long = sumsOf(figure, arm, thresholds);
        const short = sumsOf(figure, shorts[a]?.arm ?? null, thresholds);
        const controlLong = sumsOf(figure, control, thresholds);
        if (long === null || !armBurns({ metric: figure.metric, rule, long, short, controlLong })) continue;
        const bad = figure.metric === 'errors' ? 'failed' : `were slower than ${figure.overMs} ms`;
        return {
          cause: 'burn',
          reason: `${long.m} of ${long.d} requests of ${variant} ${bad} in the last ${rule.longMinutes} minutes, and ${short?.m} of ${short?.d} in the last ${rule.shortMinutes}, against ${controlLong?.m ?? 0} of ${controlLong?.d ?? 0} of its control: the budget burns as fast as would page somebody.`,
        };
      }
    }
  }
  return null;
};

const percent = (share: number | null): string => (share === null ? 'none' : `${(share * 100).toFixed(2)} %`);

const BAD = {
  errors: 'failed',
  latency: 'were too slow',
  fallback: 'were answered by the fallback',
} as const;

const guardrailReason = ({
  variant,
  metric,
  overMs,
  requests,
  arm,
  control,
  harm,
  margin,
}: GuardrailResult): string =>
  `${percent(arm)} of ${requests} requests of ${variant} ${BAD[metric]}${overMs === null ? '' : ` (over ${overMs} ms)`}, against ${percent(control)} of its control: harm of at least ${percent(harm.lower)} (always-valid bound at level ${harm.level.toFixed(3)}), above the margin of ${percent(margin)}.`;
