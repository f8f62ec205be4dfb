import type { Endpoint, Experiment, PredictorReport, RoutedExperiment } from '@slipway/contracts';

/** A variant without its predictors. `servedAs` marks servers of others. */
type EndpointVariant = Omit<Endpoint['variants'][number], 'predictors'>;

/** What an endpoint's view is made of. */
export interface EndpointParts {
  readonly name: string;
  readonly unit: Endpoint['unit'];
  readonly createdAt: string;
  /** In the order in which they were added. */
  readonly variants: readonly EndpointVariant[];
  readonly predictors: readonly PredictorReport[];
  readonly parameters: Endpoint['parameters'];
  /** Running ones, oldest first. */
  readonly experiments: readonly Experiment[];
}

/**
 * Ready ones, and of our own those that start: the gateway asks each for its health and its release anyway, and the address of a
 * restarting predictor should not come and go. What servers of others hold only the deployer can tell.
 */
const mayAnswer = ({ servedAs }: EndpointVariant, { state }: PredictorReport): boolean =>
  state === 'ready' || (state === 'starting' && servedAs === undefined);

/** The variant that answers outside of an experiment: the active one, or else the first. */
const championOf = ({ parameters, variants }: EndpointParts): string | null =>
  parameters.values.activeVariant ?? variants[0]?.name ?? null;

/** The view of an endpoint, without its revision. */
export const endpointView = (parts: EndpointParts): Omit<Endpoint, 'revision'> => {
  const { name, unit, createdAt, variants, predictors, parameters, experiments } = parts;
  return {
    name,
    unit,
    champion: championOf(parts),
    variants: variants.map((variant) => ({
      ...variant,
      predictors: predictors
        .filter((predictor) => predictor.deployment === variant.deployment && mayAnswer(variant, predictor))
        .map(({ id, address }) => ({ id, address })),
    })),
    parameters,
    experiments: experiments.map(routedExperiment),
    createdAt,
  };
};

const routedExperiment = (experiment: Experiment): RoutedExperiment => {
  const { id, kind, seed, coverage, namespace, overrides, variants, endsAt } = experiment;
  return {
    id,
    kind,
    seed,
    coverage,
    namespace,
    overrides,
    variants,
    ...(endsAt === undefined ? {} : { endsAt }),
  };
};
