import type { Endpoint, Experiment, PredictorReport } from '@slipway/contracts';

/** What an endpoint's view is made of. */
export interface EndpointParts {
  readonly name: string;
  readonly unit: Endpoint['unit'];
  readonly createdAt: string;
  /** In the order in which they were added. */
  readonly variants: readonly Omit<Endpoint['variants'][number], 'predictors'>[];
  readonly predictors: readonly PredictorReport[];
  readonly parameters: Endpoint['parameters'];
  readonly experiment: Experiment | null;
}

/**
 * Ready ones, and those that start: the gateway asks each for its health anyway, and the address of a restarting predictor
 * should not come and go.
 */
const mayAnswer = ({ state }: PredictorReport): boolean => state === 'ready' || state === 'starting';

/** The variant that answers outside of an experiment: the active one, or else the first. */
const championOf = ({ parameters, variants }: EndpointParts): string | null =>
  parameters.values.activeVariant ?? variants[0]?.name ?? null;

/** The view of an endpoint, without its revision. */
export const endpointView = (parts: EndpointParts): Omit<Endpoint, 'revision'> => {
  const { name, unit, createdAt, variants, predictors, parameters, experiment } = parts;
  return {
    name,
    unit,
    champion: championOf(parts),
    variants: variants.map((variant) => ({
      ...variant,
      predictors: predictors
        .filter((predictor) => predictor.deployment === variant.deployment && mayAnswer(predictor))
        .map(({ id, address }) => ({ id, address })),
    })),
    parameters,
    experiment: experiment && {
      id: experiment.id,
      seed: experiment.seed,
      coverage: experiment.coverage,
      variants: experiment.variants,
    },
    createdAt,
  };
};
