import { join } from 'node:path';
import type { Routing, RoutingTable } from '@slipway/contracts';
import { writeAtomically } from '@slipway/platform';
import type { ReleasedModel } from './released-model.ts';

export interface BenchRoutingOptions {
  /** Further endpoints beside the one that is asked. Default 0. */
  readonly others?: number;
}

const ARMS = ['a', 'b'];

const endpointOf = (released: ReleasedModel, endpoint: string, predictor: string): Routing => {
  const { deployment, signature, envelopeFor } = released;
  const { id, release, model, version, artifact } = deployment;
  const predictors = [{ id: 'predictor-1', address: predictor }];
  const envelope = endpoint === released.name ? deployment.envelope : envelopeFor(endpoint);
  const variant = { deployment: id, release, model, version, artifact, envelope, signature, predictors };
  return {
    endpoint,
    revision: 1,
    unit: null,
    variants: ARMS.map((name) => ({ ...variant, name })),
    parameters: {
      revision: 1,
      values: {
        inputRules: [
          {
            name: 'never-true',
            when: `input.${signature.features[0]?.name} > 2.0`,
            action: { do: 'reject', message: 'No row of the bench is beyond 1.' },
          },
        ],
      },
    },
    experiments: [
      {
        id: 'experiment-1',
        kind: 'ab',
        seed: 'experiment-1',
        coverage: 1,
        namespace: null,
        overrides: {},
        variants: ARMS.map((arm) => ({ variant: arm, weight: 1 / ARMS.length })),
      },
    ],
  };
};

/**
 * The routing document of an A/B experiment with one rule, as a file. Both arms are the same deployment: the gateway assigns,
 * records and answers as for two models, and the predictor does the same work as when it is asked directly.
 */
export const writeBenchRouting = async (
  released: ReleasedModel,
  predictor: string,
  { others = 0 }: BenchRoutingOptions = {},
): Promise<string> => {
  const names = [released.name, ...Array.from({ length: others }, (_, i) => `${released.name}-${i}`)];
  const table: RoutingTable = {
    revision: 1,
    endpoints: names.map((name) => endpointOf(released, name, predictor)),
  };
  const file = join(released.directory.cache('gateway'), `given-routing-${others}.json`);
  await writeAtomically(file, JSON.stringify(table));
  return file;
};
