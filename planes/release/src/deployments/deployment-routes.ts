import { releaseRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Deployments } from './deployments.ts';
import type { Predictors } from './predictors.ts';
import type { WantedDeploymentsDocument } from './wanted-deployments.ts';

/** Deployments for operators, and what the deployer follows and reports. */
export const deploymentRoutes =
  (deployments: Deployments, wanted: WantedDeploymentsDocument, predictors: Predictors): RouteModule =>
  (handle) => {
    handle(releaseRoutes.createDeployment, ({ body, identity }) => deployments.create(identity, body));
    handle(releaseRoutes.scaleDeployment, ({ params, body, identity }) =>
      deployments.scale(identity, params.deployment, body.replicas),
    );
    handle(releaseRoutes.deleteDeployment, async ({ params, identity }) => {
      await deployments.remove(identity, params.deployment);
      return {};
    });
    handle(releaseRoutes.listDeployments, () => deployments.list());
    handle(releaseRoutes.getDeployment, ({ params }) => deployments.get(params.deployment));
    handle(releaseRoutes.wantedDeployments, ({ query, signal }) => wanted.follow({ ...query, signal }));
    handle(releaseRoutes.reportPredictors, async ({ body, identity }) => {
      await predictors.report(identity, body.predictors);
      return {};
    });
  };
