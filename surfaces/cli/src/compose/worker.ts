import { createChildProcessExecutor } from '@slipway/adapters/executor';
import { childEnvironment, secretFiles, systemClock } from '@slipway/platform';
import { createWorker } from '@slipway/training/worker';
import { yieldToServing } from './background-priority.ts';
import { composeBlobs } from './blobs.ts';
import type { Compose } from './composition.ts';
import { composeIsolation } from './step-isolation.ts';

const EVALUATOR = new URL(import.meta.resolve('@slipway/training/evaluate')).pathname;

/** A predictor as the supervisor starts it: the evaluator asks the candidate through one. */
const PREDICTOR = [
  'node',
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=8',
  new URL('./process.main.ts', import.meta.url).pathname,
  'predictor',
];

/** Works on steps; each runs in a process of its own. */
export const composeWorker: Compose = async ({ environment, directory, logger, control, log }) => {
  yieldToServing(logger);
  const isolation = await composeIsolation({ environment, directory, logger });
  return [
    createWorker({
      id: `${environment.SLIPWAY_PROCESS_NAME ?? 'worker'}-${process.pid}`,
      control,
      log,
      registry: control,
      blobs: composeBlobs(directory),
      executor: createChildProcessExecutor({ cgroup: environment.SLIPWAY_STEP_CGROUP, isolation }),
      readSecret: secretFiles(directory.secrets).read,
      stepsDirectory: directory.steps,
      evaluatorCommand: ['node', '--disable-warning=ExperimentalWarning', EVALUATOR],
      predictorCommand: PREDICTOR,
      trackingUri: environment.SLIPWAY_CONTROL_URL,
      childEnvironment: (extra) => childEnvironment(extra),
      slots: environment.SLIPWAY_WORKER_SLOTS,
      logger,
      clock: systemClock,
    }),
  ];
};
