import type { Deployment, Endpoint } from '@slipway/contracts';
import type { Tone } from '../components/status-mark.tsx';

/** `empty`: nothing to route to. `switched-off`: a person deactivated it. `not-ready`: its champion has no ready predictor. */
export type EndpointLiveness = 'live' | 'not-ready' | 'switched-off' | 'empty';

export const LIVENESS_TONES: Readonly<Record<EndpointLiveness, Tone>> = {
  live: 'ok',
  'not-ready': 'bad',
  'switched-off': 'warn',
  empty: 'idle',
};

export interface Readiness {
  readonly ready: number;
  /** As many as the deployment wants. */
  readonly wanted: number;
}

/** Ready predictors of a deployment; null for a deployment that is not there. */
export const readinessOf = (deployments: readonly Deployment[], id: string): Readiness | null => {
  const deployment = deployments.find((candidate) => candidate.id === id);
  if (deployment === undefined) return null;
  const ready = deployment.predictors.filter(({ state }) => state === 'ready').length;
  return { ready, wanted: deployment.replicas };
};

/** Whether an endpoint answers, as far as the release plane knows. */
export const endpointLiveness = (
  { champion, variants, parameters }: Endpoint,
  deployments: readonly Deployment[],
): EndpointLiveness => {
  const live = variants.find(({ name }) => name === champion);
  if (live === undefined) return 'empty';
  if (parameters.values.activate === false) return 'switched-off';
  return (readinessOf(deployments, live.deployment)?.ready ?? 0) > 0 ? 'live' : 'not-ready';
};
