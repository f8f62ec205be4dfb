import type { WantedDeployments } from '@slipway/contracts';
import type { WantedPredictor } from '@slipway/platform';

/**
 * One predictor per replica, and none where others serve the release; ids stay the same when the number of replicas changes, so that
 * the others are left alone.
 */
export const wantedPredictors = ({ deployments }: WantedDeployments): WantedPredictor[] =>
  deployments.flatMap((deployment) =>
    Array.from({ length: deployment.external === undefined ? deployment.replicas : 0 }, (_, replica) => ({
      id: `${deployment.id}-${replica}`,
      deployment,
    })),
  );
