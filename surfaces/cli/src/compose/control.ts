import { readFile } from 'node:fs/promises';
import { createPgliteDatabase } from '@slipway/adapters/pglite';
import { createMonitoring } from '@slipway/monitoring';
import { type Service, systemClock } from '@slipway/platform';
import { createContractServer } from '@slipway/platform/server';
import { createReleasePlane, validateCriteria } from '@slipway/release';
import { createJobServer } from '@slipway/training/jobs';
import { createTracking } from '@slipway/training/tracking';
import { composeBlobs } from './blobs.ts';
import type { Compose } from './composition.ts';
import { mountConsole } from './console-files.ts';
import { httpService } from './http-service.ts';
import { readLoggedRows } from './logged-rows.ts';
import { planeStatusRoutes } from './plane-status.ts';
import { trackingIsOpen } from './tracking-is-open.ts';
import { loadTrustedKeys } from './trusted-keys.ts';

/** Jobs, release and monitoring: the only owner of the embedded database. */
export const composeControl: Compose = async ({
  environment,
  directory,
  logger,
  authenticate,
  control,
  log,
}) => {
  const database = await createPgliteDatabase({ directory: directory.database });
  const closing: Service = { name: 'database', start: async () => undefined, stop: () => database.close() };
  try {
    const jobs = createJobServer({
      database,
      clock: systemClock,
      logger,
      validateCriteria,
      maxRuns: environment.SLIPWAY_MAX_RUNS,
      leaseSeconds: environment.SLIPWAY_LEASE_SECONDS,
    });
    const release = createReleasePlane({
      database,
      privateKeyPem: await readFile(directory.signingKey, 'utf8'),
      trustedKeys: await loadTrustedKeys(directory),
      loggedRows: readLoggedRows(log),
      clock: systemClock,
      logger,
    });
    const monitoring = createMonitoring({
      database,
      log,
      registry: control,
      jobs: control,
      clock: systemClock,
      logger,
      stopExperiment: release.stopExperiment,
      guardMs: environment.SLIPWAY_GUARD_SECONDS * 1000,
    });
    const tracking = createTracking({
      database,
      directory: directory.tracking,
      blobs: composeBlobs(directory),
      releases: control,
      imports: jobs.imports,
      authenticate,
      open: trackingIsOpen(environment),
      clock: systemClock,
      logger,
    });
    await jobs.migrate();
    await tracking.migrate();
    await release.migrate();
    await monitoring.migrate();
    const app = await createContractServer({
      title: 'Slipway control',
      modules: [
        jobs.routes,
        tracking.routes,
        release.routes,
        monitoring.routes,
        planeStatusRoutes({
          control: environment.SLIPWAY_CONTROL_URL,
          log: environment.SLIPWAY_LOG_URL,
          gateway: environment.SLIPWAY_GATEWAY_URL,
        }),
      ],
      authenticate,
      logger,
      ready: () => ({ ready: true }),
      mount: async (server) => {
        await tracking.mount(server);
        await mountConsole(server);
      },
    });
    return [
      closing,
      jobs.service,
      monitoring.service,
      httpService(app, environment.SLIPWAY_HOST, environment.SLIPWAY_PORT),
      jobs.leaseWatch,
    ];
  } catch (error) {
    await database.close();
    throw error;
  }
};
