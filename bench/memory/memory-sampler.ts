import { readFileSync } from 'node:fs';
import { nameOf, type ProcessFacts } from './process-facts.ts';

/** Memory of one process in MB (2^20 bytes). */
export interface ProcessMemory {
  readonly pid: number;
  readonly name: string;
  readonly megabytes: number;
}

/** All processes at one moment. */
export interface MemorySample {
  readonly processes: readonly ProcessMemory[];
  readonly megabytes: number;
}

/** Proportional set size: pages that processes share are divided among them, so that a sum counts them once. Source: proc_pid_smaps(5). */
export const proportionalMegabytes = (rollup: string): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN) / 1024;

export const sampleMemory = (processes: readonly ProcessFacts[]): MemorySample => {
  const measured = processes.flatMap((facts): ProcessMemory[] => {
    try {
      const rollup = readFileSync(`/proc/${facts.pid}/smaps_rollup`, 'utf8');
      const megabytes = proportionalMegabytes(rollup);
      return Number.isNaN(megabytes) ? [] : [{ pid: facts.pid, name: nameOf(facts), megabytes }];
    } catch {
      return []; // It ended since it was listed, or is about to.
    }
  });
  return { processes: measured, megabytes: measured.reduce((sum, { megabytes }) => sum + megabytes, 0) };
};

/** Samples again and again until `stop`, which returns the sample with the highest sum. */
export const watchPeakMemory = (find: () => readonly ProcessFacts[], everyMs: number) => {
  let peak: MemorySample = { processes: [], megabytes: 0 };
  let samples = 0;
  const timer = setInterval(() => {
    const sample = sampleMemory(find());
    samples += 1;
    if (sample.megabytes > peak.megabytes) peak = sample;
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return { peak, samples };
    },
  };
};
