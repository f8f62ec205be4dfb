import { releaseRoutes, SlipwayError } from '@slipway/contracts';
import { callPersistently } from './persistent-call.ts';
import type { StepTools } from './step-tools.ts';

/** The version that serves an endpoint now; null when the endpoint does not exist yet or nothing serves it. */
export const servingVariant = async (
  endpoint: string,
  { registry, session: { signal } }: Pick<StepTools, 'registry' | 'session'>,
): Promise<{ readonly model: string; readonly version: number } | null> => {
  const ask = () => registry.call(releaseRoutes.getEndpoint, { params: { endpoint } }, { signal });
  const found = await callPersistently(ask, signal).catch((error: unknown) => {
    if (error instanceof SlipwayError && error.kind === 'not_found') return null;
    throw error;
  });
  const variant = found?.variants.find(({ name }) => name === found.champion);
  return variant === undefined ? null : { model: variant.model, version: variant.version };
};
