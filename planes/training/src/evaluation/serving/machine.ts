import { cpus, getPriority, loadavg, release, totalmem, type } from 'node:os';
import type { MachineDescription } from '@slipway/contracts';

/** The machine as it is now. */
export const describeMachine = (): MachineDescription => {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    loadAverage: Math.round(loadavg()[0]! * 100) / 100,
    niceness: getPriority(),
  };
};
