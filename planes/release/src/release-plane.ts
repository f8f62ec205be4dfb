import type { Experiment, Identity, TrustedKeys } from '@slipway/contracts';
import type { Clock, Logger } from '@slipway/platform';
import { type Database, migrate } from '@slipway/platform/database';
import { type RouteModule, storingOnlyText } from '@slipway/platform/server';
import { accessRoutes } from './access/access-routes.ts';
import { AuditLog } from './audit/audit-log.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { deploymentRoutes } from './deployments/deployment-routes.ts';
import { Deployments } from './deployments/deployments.ts';
import { Predictors } from './deployments/predictors.ts';
import { WantedDeploymentsDocument } from './deployments/wanted-deployments.ts';
import { endpointRoutes, experimentRoutes } from './endpoints/endpoint-routes.ts';
import { Endpoints } from './endpoints/endpoints.ts';
import { Experiments } from './endpoints/experiments.ts';
import type { ReadLoggedRows } from './endpoints/logged-row.ts';
import { parameterRoutes } from './endpoints/parameter-routes.ts';
import { Parameters } from './endpoints/parameters.ts';
import { Variants } from './endpoints/variants.ts';
import { ChangeSignal } from './following/change-signal.ts';
import { EvaluationDatabase } from './registry/evaluation-database.ts';
import { ModelRegistry } from './registry/model-registry.ts';
import { registryRoutes } from './registry/registry-routes.ts';
import { reproductionRoutes } from './registry/reproduction-routes.ts';
import { Reproductions } from './registry/reproductions.ts';
import { releaseDocumentRoutes } from './releases/release-document-routes.ts';
import { ReleaseSigner } from './releases/release-signer.ts';
import { Releases } from './releases/releases.ts';
import { Revocations } from './releases/revocations.ts';
import { Decisions } from './review/decisions.ts';
import { reviewRoutes } from './review/review-routes.ts';
import { Reviews } from './review/reviews.ts';
import { RoutingDocument } from './routing/routing-document.ts';
import { RoutingHistory } from './routing/routing-history.ts';
import { releaseMigrations } from './storage/migrations.ts';
import { ReleaseStore } from './storage/release-store.ts';

export interface ReleasePlaneOptions {
  readonly database: Database;
  /** Ed25519 key that signs releases, PKCS#8 PEM. */
  readonly privateKeyPem: string;
  /** Must hold the public half of the signing key. */
  readonly trustedKeys: TrustedKeys;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Different reviewers that must approve; frozen in each review when it is opened. Default 1. */
  readonly requiredApprovals?: number;
  /** The prediction log, on which parameters are tried; absent: it cannot be reached. */
  readonly loggedRows?: ReadLoggedRows;
}

/** Who acts in the release plane when nobody does. */
const CONTROL: Identity = { subject: 'control', name: 'control', role: 'control', unattended: true };

export interface ReleasePlane {
  /** Brings the tables up to date; before the routes are served. */
  migrate(): Promise<void>;
  readonly routes: RouteModule;
  /**
   * Stops a running experiment without a person, for monitoring; the champion is kept. One that is stopped already comes back as it is.
   * Throws NOT_FOUND.
   */
  stopExperiment(
    endpoint: string,
    experiment: string,
    stop: { readonly cause: 'guardrail' | 'burn' | 'end'; readonly reason: string },
  ): Promise<Experiment>;
}

const noLog: ReadLoggedRows = () => Promise.reject(new Error('no prediction log is connected'));

/** Registry, reviews, signed releases, and the documents that the serving plane follows. Throws INVALID_CONFIGURATION. */
export const createReleasePlane = (options: ReleasePlaneOptions): ReleasePlane => {
  const { database, privateKeyPem, trustedKeys, clock, logger, requiredApprovals = 1 } = options;
  const changes = new ChangeSignal();
  const store = new ReleaseStore(database, clock, changes);
  const signer = new ReleaseSigner(privateKeyPem, trustedKeys);
  const experiments = new Experiments(store);
  const modules: readonly RouteModule[] = [
    accessRoutes,
    registryRoutes(new ModelRegistry(store), new EvaluationDatabase(store)),
    reproductionRoutes(new Reproductions(store)),
    reviewRoutes(new Reviews(store, requiredApprovals), new Decisions(store, signer)),
    releaseDocumentRoutes(new Releases(store), new Revocations(store), trustedKeys),
    deploymentRoutes(
      new Deployments(store),
      new WantedDeploymentsDocument(store, changes),
      new Predictors(store),
    ),
    endpointRoutes(new Endpoints(store), new Variants(store), {
      document: new RoutingDocument(store, changes),
      history: new RoutingHistory(store),
    }),
    parameterRoutes(new Parameters(store, options.loggedRows ?? noLog)),
    experimentRoutes(experiments),
    auditRoutes(new AuditLog(store)),
  ];
  return {
    migrate: async () => {
      await migrate(database, 'release', releaseMigrations);
      logger.debug('the tables of the release plane are up to date');
    },
    stopExperiment: (endpoint, experiment, stop) =>
      experiments.stop(CONTROL, endpoint, experiment, { ...stop, promote: null }),
    routes: (handle, follow) => {
      const checked = storingOnlyText(handle);
      for (const module of modules) module(checked, follow);
    },
  };
};
