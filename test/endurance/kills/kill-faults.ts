import { setTimeout as sleep } from 'node:timers/promises';
import type { TestStack } from '../../stack/test-stack.ts';
import type { SecondWorker } from './second-worker.ts';
import { evaluatorProcesses, guardsOf, signal, stepProcesses } from './training-processes.ts';

/** Past this a supervisor takes a death for a new one and restarts at once. */
const BETWEEN_KILLS_MS = 10_500;

export interface KillFault {
  readonly name: string;
  /** How often it is chosen, against the others. */
  readonly weight: number;
  /** Ends a process; false: stops it for a while. */
  readonly kills: boolean;
  /** The process of the supervisor that it kills. */
  readonly supervised?: string;
  /** Does it; for how long processes are stopped is `milliseconds`. False when there was nothing to do it to. */
  readonly inject: (milliseconds: number) => Promise<boolean>;
}

const one = (candidates: readonly number[], random: () => number): number | undefined =>
  candidates[Math.floor(random() * candidates.length)];

/** Every way in which a process of the training plane can be killed or stopped. */
export const killFaults = (
  stack: TestStack,
  second: SecondWorker,
  random: () => number,
): readonly KillFault[] => {
  const { directory } = stack;
  const workerPid = async () => (await stack.process('worker').catch(() => null))?.pid ?? 0;
  const guards = async () => guardsOf([await workerPid(), second.pid]);
  const steps = () => stepProcesses(directory);
  const stopAll = async (targets: readonly number[], milliseconds: number): Promise<boolean> => {
    const stopped = targets.filter((pid) => signal(pid, 'SIGSTOP'));
    await sleep(milliseconds);
    for (const pid of stopped) signal(pid, 'SIGCONT');
    return stopped.length > 0;
  };
  const kill = (name: string, weight: number, find: () => Promise<number[]> | number[]): KillFault => ({
    name: `kill -9 ${name}`,
    weight,
    kills: true,
    inject: async () => {
      const pid = one(await find(), random);
      return pid !== undefined && signal(pid, 'SIGKILL');
    },
  });
  const stop = (name: string, weight: number, find: () => Promise<number[]> | number[]): KillFault => ({
    name: `SIGSTOP ${name}`,
    weight,
    kills: false,
    inject: async (milliseconds) => {
      const pid = one(await find(), random);
      return pid !== undefined && stopAll([pid], milliseconds);
    },
  });
  const killSupervised = (name: string): KillFault => ({
    name: `kill -9 ${name}`,
    weight: 10,
    kills: true,
    supervised: name,
    inject: () =>
      stack.signal(name, 'SIGKILL').then(
        () => true,
        () => false,
      ),
  });
  return [
    killSupervised('control'),
    killSupervised('worker'),
    kill('worker-2', 3, () => [second.pid]),
    kill('a step', 5, steps),
    kill('a guard', 4, guards),
    kill('an evaluator', 3, () => evaluatorProcesses(directory)),
    stop('control', 1, async () => [(await stack.process('control')).pid ?? 0]),
    stop('worker', 2, async () => [await workerPid()]),
    stop('worker-2', 2, () => [second.pid]),
    stop('a step', 2, steps),
    stop('a guard', 2, guards),
    stop('an evaluator', 1, () => evaluatorProcesses(directory)),
    {
      name: 'kill -9 worker-2 with its guards',
      weight: 2,
      kills: true,
      inject: async () => {
        const { pid } = second;
        const victims = [...guardsOf([pid]), pid];
        return victims.filter((victim) => signal(victim, 'SIGKILL')).length > 1;
      },
    },
    {
      name: 'SIGSTOP worker-2 with its guards',
      weight: 2,
      kills: false,
      inject: (milliseconds) => stopAll([second.pid, ...guardsOf([second.pid])], milliseconds),
    },
  ];
};

/** Injects faults until `wanted` of them were kills, a few at the same time. Returns how many of each there were. */
export const injectKills = async (
  faults: readonly KillFault[],
  {
    wanted,
    longestStopMs,
    pauseMs,
    random,
  }: { wanted: number; longestStopMs: number; pauseMs: number; random: () => number },
): Promise<Map<string, number>> => {
  const injected = new Map<string, number>();
  const killedAt = new Map<string, number>();
  const under = new Set<Promise<void>>();
  const total = faults.reduce((sum, { weight }) => sum + weight, 0);
  let count = 0;
  while (count < wanted) {
    let at = random() * total;
    const fault = faults.find(({ weight }) => {
      at -= weight;
      return at < 0;
    })!;
    const { supervised } = fault;
    if (supervised !== undefined) {
      if (Date.now() - (killedAt.get(supervised) ?? 0) < BETWEEN_KILLS_MS) continue;
      killedAt.set(supervised, Date.now());
    }
    const run = async () => {
      if (!(await fault.inject(200 + random() * longestStopMs))) return;
      if (fault.kills) count += 1;
      injected.set(fault.name, (injected.get(fault.name) ?? 0) + 1);
    };
    const running = run()
      .catch(() => undefined)
      .finally(() => under.delete(running));
    under.add(running);
    await sleep(2 * pauseMs * random());
  }
  await Promise.all(under);
  return injected;
};
