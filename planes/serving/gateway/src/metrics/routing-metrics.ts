import { type Metric, metricOf } from '@slipway/platform';
import type { BreakerState } from '../resilience/circuit-breaker.ts';
import type { PredictorStatistics } from '../resilience/predictor.ts';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';
import { GATEWAY_METRICS } from './metric-families.ts';

/** The predictors that a gateway uses. */
export interface UsedPredictors {
  readonly live: readonly PredictorStatistics[];
  /** The same ones again, over the connections of shadows. */
  readonly shadow: readonly PredictorStatistics[];
}

const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Predictors by state; `ready` always, because its zero is what alerts look for. */
const statesOf = ({ predictors }: ServedVariant): ReadonlyMap<string, number> => {
  const states = new Map([['ready', 0]]);
  for (const { state } of predictors) states.set(state, (states.get(state) ?? 0) + 1);
  return states;
};

/** The routing in force, and who is ready to answer under it. */
export const routingMetrics = (routes: Iterable<ServedRoute>): Metric[] => {
  const all = [...routes];
  const variants = all.flatMap(({ endpoint, variants: own }) =>
    [...own.values()].map((variant) => ({ labels: { endpoint, variant: variant.name }, variant })),
  );
  const perEndpoint = (numberOf: (route: ServedRoute) => number) =>
    all.map((route) => ({ labels: { endpoint: route.endpoint }, value: numberOf(route) }));
  const M = GATEWAY_METRICS;
  return [
    metricOf(
      M.endpointActive,
      perEndpoint(({ parameters, refusal }) => Number(parameters.activate && refusal === null)),
    ),
    metricOf(
      M.routingRevision,
      perEndpoint(({ revision }) => revision),
    ),
    metricOf(
      M.parametersRevision,
      perEndpoint(({ parametersRevision }) => parametersRevision),
    ),
    metricOf(
      M.predictors,
      variants.flatMap(({ labels, variant }) =>
        [...statesOf(variant)].map(([state, value]) => ({ labels: { ...labels, state }, value })),
      ),
    ),
    metricOf(
      M.predictorsWanted,
      variants.map(({ labels, variant: { wanted } }) => ({ labels, value: wanted })),
    ),
  ];
};

/** Each predictor as the gateway sees it. */
export const predictorMetrics = ({ live, shadow }: UsedPredictors): Metric[] => {
  const all = [
    ...live.map((predictor) => ({ role: 'live', predictor })),
    ...shadow.map((predictor) => ({ role: 'shadow', predictor })),
  ].map(({ role, predictor }) => {
    const { deployment, id, address, release } = predictor;
    return { labels: { role, deployment, predictor: id, address, release }, predictor };
  });
  const each = (numberOf: (predictor: PredictorStatistics) => number) =>
    all.map(({ labels, predictor }) => ({ labels, value: numberOf(predictor) }));
  const M = GATEWAY_METRICS;
  return [
    metricOf(
      M.breaker,
      each(({ breaker }) => BREAKER[breaker]),
    ),
    metricOf(
      M.ejected,
      each(({ ejected }) => Number(ejected)),
    ),
    metricOf(
      M.predictorInFlight,
      each(({ inFlight }) => inFlight),
    ),
    metricOf(
      M.predictorRequests,
      each(({ requests }) => requests),
    ),
    metricOf(
      M.predictorExchanges,
      each(({ exchanges }) => exchanges),
    ),
    metricOf(
      M.predictorFailures,
      each(({ failures }) => failures),
    ),
  ];
};
