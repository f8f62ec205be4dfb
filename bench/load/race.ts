import type { BenchContext } from '../bench.ts';
import { writeBodies } from './bodies-file.ts';
import { processorSeconds } from './processor-time.ts';
import { applyLoad, type Load } from './wrk.ts';

/** A running server and what it is asked. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  /** JSON bodies, sent in turn. */
  readonly bodies: readonly string[];
  /** The processes that answer. */
  readonly pids: readonly number[];
}

/** One round of one contestant. */
export interface Round extends Load {
  /** Microseconds on a processor that its processes took for one request. */
  readonly processorMicros: number;
  /** Share of their core that they got; what lacks to 1 went to others or was not asked for. */
  readonly coreShare: number;
}

export interface RaceRules {
  readonly rounds: number;
  readonly seconds: number;
  /** Loads before the first round, so that the compiler has seen the code; they end early when a further one is no faster. */
  readonly warmUp: { readonly most: number; readonly seconds: number };
  readonly connections: number;
}

/** What people get and what a quick look gets. */
export const raceRules = (quick: boolean): RaceRules =>
  quick
    ? { rounds: 2, seconds: 1, warmUp: { most: 3, seconds: 1 }, connections: 64 }
    : { rounds: 5, seconds: 2, warmUp: { most: 10, seconds: 2 }, connections: 64 };

/** A further load that takes less than this share of the best one's processor time per request shows that the compiler still works. */
const STILL_FASTER = 0.97;
/** One load may be slow by chance. */
const SLOWER_TWICE = 2;

/** The rules in a paragraph, for the page of the bench. */
export const describeRules = ({ rounds, seconds, connections }: RaceRules): string =>
  `${connections} connections without a pause; ${rounds} rounds of ${seconds} s for each server in turn, after a warm-up that lasts until it is no faster. Figures are medians of the rounds with their range; a ratio is taken within each round. Latencies are those of a server that has more to do than it can: most of the time is spent waiting in line.`;

/** Loads one contestant after the other, round by round (A B C A B C …); the rounds of each contestant, in their order. */
export const race = async (
  contestants: readonly Contestant[],
  { rounds, seconds, warmUp, connections }: RaceRules,
  context: BenchContext,
): Promise<Round[][]> => {
  const files = await Promise.all(contestants.map(({ bodies }) => writeBodies(bodies, context)));
  const load = async (index: number, duration: number): Promise<Round> => {
    const { url, pids } = contestants[index]!;
    const spent = () => pids.reduce((total, pid) => total + processorSeconds(pid), 0);
    const before = spent();
    const result = await applyLoad({ url, bodiesFile: files[index]!, seconds: duration, connections });
    const used = spent() - before;
    return { ...result, processorMicros: (used * 1e6) / result.requests, coreShare: used / result.seconds };
  };
  for (const [index, { name }] of contestants.entries()) {
    let best = Number.POSITIVE_INFINITY;
    for (let loads = 1, slower = 0; loads <= warmUp.most && slower < SLOWER_TWICE; loads++) {
      const { processorMicros } = await load(index, warmUp.seconds);
      context.say(`warming up: ${name}, ${processorMicros.toFixed(1)} µs of processor time per request`);
      slower = processorMicros > best * STILL_FASTER ? slower + 1 : 0;
      best = Math.min(best, processorMicros);
    }
  }
  const results: Round[][] = contestants.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, { name }] of contestants.entries()) {
      const result = await load(index, seconds);
      results[index]!.push(result);
      context.say(`round ${round} of ${rounds}: ${name}, ${Math.round(result.requestsPerSecond)} requests/s`);
    }
  }
  return results;
};
