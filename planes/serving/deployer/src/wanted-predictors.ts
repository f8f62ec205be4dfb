import type { WantedDeployments } from '@slipway/contracts';
import type { WantedPredictor } from '@slipway/platform';

/** One predictor per replica; ids stay the same when the number of replicas changes, so that the others are left alone. */
export const wantedPredictors = ({ deployments }: WantedDeployments): WantedPredictor[] =>
  deployments.flatMap((deployment) =>
    Array.from({ length: deployment.replicas }, (_, replica) => ({
      id: `${deployment.id}-${replica}`,
      deployment,
    })),
  );
