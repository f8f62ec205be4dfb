import { createChildProcessExecutor } from '@slipway/adapters/executor';
import { childEnvironment, systemClock } from '@slipway/platform';
import { createWorker } from '@slipway/training/worker';
import { yieldToServing } from './background-priority.ts';
import { composeBlobs } from './blobs.ts';
import type { Compose } from './composition.ts';

const EVALUATOR = new URL(import.meta.resolve('@slipway/training/evaluate')).pathname;

/** Works on steps; each runs in a process of its own. */
export const composeWorker: Compose = async ({ environment, directory, logger, control, log }) => {
  yieldToServing(logger);
  return [
    createWorker({
      id: `${environment.SLIPWAY_PROCESS_NAME ?? 'worker'}-${process.pid}`,
      control,
      log,
      registry: control,
      blobs: composeBlobs(directory),
      executor: createChildProcessExecutor(),
      stepsDirectory: directory.steps,
      evaluatorCommand: ['node', '--disable-warning=ExperimentalWarning', EVALUATOR],
      childEnvironment: (extra) => childEnvironment(extra),
      slots: environment.SLIPWAY_WORKER_SLOTS,
      logger,
      clock: systemClock,
    }),
  ];
};
