import { createSpoolReader } from '@slipway/adapters/log-bus';
import { systemClock } from '@slipway/platform';
import { createContractServer } from '@slipway/platform/server';
import { createWarehouse } from '@slipway/warehouse';
import { yieldToServing } from './background-priority.ts';
import { composeBlobs } from './blobs.ts';
import type { Compose } from './composition.ts';
import { httpService } from './http-service.ts';

/** Recorder and warehouse: the only owner of DuckDB. */
export const composeLog: Compose = async ({ environment, directory, logger, authenticate }) => {
  yieldToServing(logger);
  const warehouse = createWarehouse({
    directory: directory.warehouse,
    hashKeyFile: directory.hashKey,
    spool: createSpoolReader({ directory: directory.spool }),
    blobs: composeBlobs(directory),
    clock: systemClock,
    logger,
  });
  const app = await createContractServer({
    title: 'Slipway log',
    modules: [warehouse.routes],
    authenticate,
    logger,
    ready: () => warehouse.ready(),
    metrics: () => warehouse.metrics(),
  });
  return [warehouse.service, httpService(app, environment.SLIPWAY_HOST, environment.SLIPWAY_PORT)];
};
