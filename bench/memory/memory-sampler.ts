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

/** Pages of memory that processes hold, shared ones counted each time: an upper bound of their proportional sets, and a thousand times cheaper to read. */
const residentPages = (processes: readonly ProcessFacts[]): number =>
  processes.reduce((sum, { pid }) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    } catch {
      return sum;
    }
  }, 0);

/** Growth of the resident pages that makes it worth to look again. */
const HIGHER = 1.01;

/**
 * Looks again and again until `stop`, which returns the sample with the highest sum. The kernel stops a process for ten
 * milliseconds and more to tell its proportional set, so that it is asked only when the resident pages reach a new height.
 */
export const watchPeakMemory = (find: () => readonly ProcessFacts[], everyMs: number) => {
  let peak: MemorySample = { processes: [], megabytes: 0 };
  let highest = 0;
  let looks = 0;
  const timer = setInterval(() => {
    const processes = find();
    const pages = residentPages(processes);
    looks += 1;
    if (pages < highest * HIGHER) return;
    highest = pages;
    const sample = sampleMemory(processes);
    if (sample.megabytes > peak.megabytes) peak = sample;
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return { peak, looks };
    },
  };
};
