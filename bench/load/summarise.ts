import type { Round } from './race.ts';
import { type Spread, spreadOf } from './spread.ts';

/** The rounds of one contestant in one. */
export type Summary = Readonly<Record<keyof Round, Spread>>;

const KEYS = [
  'requests',
  'seconds',
  'requestsPerSecond',
  'p50Ms',
  'p99Ms',
  'processorMicros',
  'coreShare',
] as const satisfies readonly (keyof Round)[];

export const summarise = (rounds: readonly Round[]): Summary =>
  Object.fromEntries(KEYS.map((key) => [key, spreadOf(rounds.map((round) => round[key]))])) as Summary;

export const perSecond = (rounds: readonly Round[]): number[] =>
  rounds.map(({ requestsPerSecond }) => requestsPerSecond);

/** Requests per second of processor time: what `perSecond` would be if nothing else ran on the machine and the load never paused. */
export const perProcessorSecond = (rounds: readonly Round[]): number[] =>
  rounds.map(({ processorMicros }) => 1e6 / processorMicros);

/** Below this share of their core, servers were held up by something that is not part of the bench. */
const UNDISTURBED = 0.9;

/** A paragraph that says whether the machine was quiet enough for the figures to be taken as they are. */
export const describeQuiet = (all: readonly (readonly Round[])[]): string => {
  const share = spreadOf(all.flatMap((rounds) => rounds.map(({ coreShare }) => coreShare)));
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const got = `The servers under load got ${percent(share.median)} of their core (${percent(share.min)}–${percent(share.max)} in the rounds)`;
  return share.min >= UNDISTURBED
    ? `${got}: the machine was quiet.`
    : `${got}. **The machine was busy with something else**: the ratios by processor time are nearer to the truth than those by throughput.`;
};
