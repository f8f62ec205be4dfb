import { releaseRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { EvaluationDatabase } from './evaluation-database.ts';
import type { ModelRegistry } from './model-registry.ts';

export const registryRoutes =
  (registry: ModelRegistry, evaluations: EvaluationDatabase): RouteModule =>
  (handle) => {
    handle(releaseRoutes.listModels, () => registry.models());
    handle(releaseRoutes.registerVersion, ({ params, body, identity }) =>
      registry.register(identity, params.model, body),
    );
    handle(releaseRoutes.listVersions, ({ params }) => registry.versions(params.model));
    handle(releaseRoutes.getVersion, ({ params }) => registry.version(params.model, params.version));
    handle(releaseRoutes.addEvaluation, ({ params, body, identity }) =>
      evaluations.add(identity, params.model, params.version, body),
    );
    handle(releaseRoutes.listEvaluations, ({ params }) => evaluations.list(params.model, params.version));
  };
