import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext } from '../bench.ts';
import { applyLoad, type Load } from './wrk.ts';

/** A running server and what it is asked. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  /** JSON bodies, sent in turn. */
  readonly bodies: readonly string[];
}

export interface RaceRules {
  readonly rounds: number;
  readonly seconds: number;
  /** Load before the first round, so that the compiler has seen the code. */
  readonly warmUpSeconds: number;
  readonly connections: number;
}

/** What people get and what a quick look gets. */
export const raceRules = (quick: boolean): RaceRules =>
  quick
    ? { rounds: 2, seconds: 1, warmUpSeconds: 1, connections: 64 }
    : { rounds: 3, seconds: 4, warmUpSeconds: 3, connections: 64 };

/** The rules in a paragraph, for the page of the bench. */
export const describeRules = ({ rounds, seconds, connections }: RaceRules): string =>
  `${connections} connections without a pause; ${rounds} rounds of ${seconds} s for each server in turn, after a warm-up. Figures are medians of the rounds with their range; a ratio is taken within each round. Latencies are those of a server that has more to do than it can: most of the time is spent waiting in line.`;

/** Loads one contestant after the other, round by round (A B C A B C …); one list of loads per contestant, in their order. */
export const race = async (
  contestants: readonly Contestant[],
  { rounds, seconds, warmUpSeconds, connections }: RaceRules,
  { resources, say }: BenchContext,
): Promise<Load[][]> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const files = await Promise.all(
    contestants.map(async ({ bodies }, index) => {
      const file = join(directory, `bodies-${index}`);
      await writeFile(file, `${bodies.join('\n')}\n`);
      return file;
    }),
  );
  const load = (index: number, duration: number) =>
    applyLoad({ url: contestants[index]!.url, bodiesFile: files[index]!, seconds: duration, connections });
  for (const [index, { name }] of contestants.entries()) {
    say(`warming up: ${name}`);
    await load(index, warmUpSeconds);
  }
  const loads: Load[][] = contestants.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, { name }] of contestants.entries()) {
      const result = await load(index, seconds);
      loads[index]!.push(result);
      say(`round ${round} of ${rounds}: ${name}, ${Math.round(result.requestsPerSecond)} requests/s`);
    }
  }
  return loads;
};
