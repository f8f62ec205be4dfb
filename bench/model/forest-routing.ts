import { join } from 'node:path';
import type { RoutingTable } from '@slipway/contracts';
import { writeAtomically } from '@slipway/platform';
import { forestModel } from './forest.ts';
import { ENDPOINT, type ReleasedForest } from './released-forest.ts';

/**
 * The routing document of an A/B experiment, as a file. Both arms are the same deployment: the gateway assigns, records and
 * answers as for two models, and the predictor does the same work as when it is asked directly.
 */
export const writeForestRouting = async (
  { directory, deployment }: ReleasedForest,
  predictor: string,
): Promise<string> => {
  const { id, release, model, version, artifact, envelope } = deployment;
  const { signature } = forestModel();
  const predictors = [{ id: 'predictor-1', address: predictor }];
  const variant = { deployment: id, release, model, version, artifact, envelope, signature, predictors };
  const arms = ['a', 'b'];
  const table: RoutingTable = {
    revision: 1,
    endpoints: [
      {
        endpoint: ENDPOINT,
        revision: 1,
        unit: null,
        variants: arms.map((name) => ({ ...variant, name })),
        parameters: { revision: 0, values: {} },
        experiment: {
          id: 'experiment-1',
          seed: 'experiment-1',
          coverage: 1,
          variants: arms.map((arm) => ({ variant: arm, weight: 1 / arms.length })),
        },
      },
    ],
  };
  const file = join(directory.cache('gateway'), 'given-routing.json');
  await writeAtomically(file, JSON.stringify(table));
  return file;
};
