import { setTimeout as sleep } from 'node:timers/promises';
import { type PredictorReport, releaseRoutes, WantedDeployments } from '@slipway/contracts';
import {
  type ContractClient,
  followDocument,
  type Logger,
  type PredictorHost,
  type Service,
} from '@slipway/platform';
import { ExternalServers, type ExternalServersOptions } from './external/external-servers.ts';
import { wantedPredictors } from './wanted-predictors.ts';

export interface DeployerOptions {
  readonly control: ContractClient;
  readonly host: PredictorHost;
  /** Where the last good document is kept for when the release plane is dead. */
  readonly cacheFile: string;
  readonly logger: Logger;
  /** How servers of others are verified. */
  readonly external: Omit<ExternalServersOptions, 'logger'>;
  /** How often predictors are looked at; default 300 ms. */
  readonly intervalMs?: number;
  /** An unchanged report is repeated after this time, so that a release plane that lost it learns it again; default 5 s. */
  readonly repeatMs?: number;
}

/**
 * Makes the running predictors equal to the wanted deployments, verifies the servers of others, and tells the release plane where they are.
 * Without the release plane it goes on with the last good document: predictors are never stopped because nobody answers.
 */
export const createDeployer = (options: DeployerOptions): Service => {
  const { control, host, cacheFile, logger, intervalMs = 300, repeatMs = 5000 } = options;
  const external = new ExternalServers({ ...options.external, logger });
  const stopping = new AbortController();
  let reporting: Promise<void> = Promise.resolve();

  const follower = followDocument<WantedDeployments>({
    name: 'wanted deployments',
    schema: WantedDeployments,
    cacheFile,
    logger,
    fetch: (after, signal) =>
      control.call(releaseRoutes.wantedDeployments, { query: { after, waitSeconds: 20 } }, { signal }),
    onDocument: (document) => {
      external.apply(document.deployments);
      return host.apply(wantedPredictors(document));
    },
  });

  const report = async () => {
    let sent = '';
    let sentAt = 0;
    while (!stopping.signal.aborted) {
      const predictors = [...(await host.reports()), ...external.reports()];
      const text = JSON.stringify(predictors);
      if (text !== sent || Date.now() - sentAt > repeatMs) {
        const accepted = await sendReport(predictors);
        sent = accepted ? text : '';
        sentAt = Date.now();
      }
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const sendReport = async (predictors: readonly PredictorReport[]): Promise<boolean> => {
    try {
      await control.call(
        releaseRoutes.reportPredictors,
        { body: { predictors: [...predictors] } },
        { signal: stopping.signal, timeoutMs: 5000 },
      );
      return true;
    } catch (error) {
      logger.debug({ reason: (error as Error).message }, 'the report could not be sent');
      return false;
    }
  };

  return {
    name: 'deployer',
    start: async () => {
      await follower.start();
      reporting = report();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([follower.stop(), reporting]);
      await external.stop();
    },
  };
};
