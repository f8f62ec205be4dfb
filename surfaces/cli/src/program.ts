import { Command } from 'commander';
import { addAudit } from './commands/audit.ts';
import { withGlobalOptions, withUsageErrors } from './commands/command.ts';
import { addConsole } from './commands/console.ts';
import { addDataset } from './commands/dataset.ts';
import { addDeploy } from './commands/deploy.ts';
import { addEndpoint } from './commands/endpoint.ts';
import { addExperiment } from './commands/experiment.ts';
import { addJob } from './commands/job.ts';
import { addModel } from './commands/model.ts';
import { addMonitor } from './commands/monitor.ts';
import { addPredict } from './commands/predict.ts';
import { addRelease } from './commands/release.ts';
import { addReview } from './commands/review.ts';
import { addRun } from './commands/run.ts';
import { addSearch } from './commands/search.ts';
import { addSecret } from './commands/secret.ts';
import { addSql } from './commands/sql.ts';
import { addStatus } from './commands/status.ts';
import { addTracking } from './commands/tracking.ts';
import { addUp } from './commands/up.ts';

/** In the order of the loop: start, train, sign off, serve, watch. */
const PARTS = [
  addUp,
  addStatus,
  addDataset,
  addJob,
  addSecret,
  addRun,
  addSearch,
  addTracking,
  addModel,
  addReview,
  addRelease,
  addDeploy,
  addEndpoint,
  addExperiment,
  addPredict,
  addMonitor,
  addSql,
  addAudit,
  addConsole,
];

/** All commands. Nothing runs until it is parsed. */
export const createProgram = (): Command => {
  const program = withGlobalOptions(withUsageErrors(new Command('slipway')))
    .description('Train, sign off, serve: a machine-learning platform in which a person decides what serves.')
    .version('0.1.0')
    .addHelpText(
      'after',
      '\nExit codes: 1 internal, 2 invalid, 3 not allowed, 4 not found, 5 conflict, 6 unavailable, 7 integrity.',
    );
  for (const add of PARTS) add(program);
  return program;
};
