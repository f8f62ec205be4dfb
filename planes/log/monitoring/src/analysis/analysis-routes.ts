import { monitoringRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { ExperimentAnalyst } from './experiment-analyst.ts';

export const analysisRoutes =
  (analyst: ExperimentAnalyst): RouteModule =>
  (handle) => {
    handle(monitoringRoutes.analyseExperiment, ({ params, query, signal }) =>
      analyst.analyse(params.endpoint, params.experiment, query.until, signal),
    );
    handle(monitoringRoutes.analyseShadow, ({ params, query, signal }) =>
      analyst.analyseShadow(params.endpoint, params.experiment, query.until, signal),
    );
  };
