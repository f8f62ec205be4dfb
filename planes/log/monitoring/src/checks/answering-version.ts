import { type Endpoint, releaseRoutes } from '@slipway/contracts';
import type { Question } from './question.ts';

/** The champion at the end of a window: the version whose answers a check judges. */
export interface AnsweringVersion {
  readonly endpoint: Endpoint;
  readonly variant: string;
  readonly model: string;
  readonly version: number;
}

/**
 * Looks the champion up in the history, because the champion of now may not have answered an earlier window.
 * Null when no variant was in production. Throws ENDPOINT_UNKNOWN.
 */
export const answeringVersion = async ({
  monitor,
  window,
  registry,
  signal,
}: Pick<Question, 'monitor' | 'window' | 'registry' | 'signal'>): Promise<AnsweringVersion | null> => {
  const entries = await registry.call(
    releaseRoutes.endpointAt,
    { params: { endpoint: monitor.endpoint }, query: { at: window.to } },
    { signal },
  );
  const endpoint = entries[0]?.routing;
  const champion = endpoint?.variants.find(({ name }) => name === endpoint.champion);
  if (endpoint === undefined || champion === undefined) return null;
  return { endpoint, variant: champion.name, model: champion.model, version: champion.version };
};
