import { HealthAnswer, type PlaneStatus, statusRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';

const ask = async (name: string, address: string): Promise<PlaneStatus> => {
  try {
    const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2000) });
    const { ready, reason } = HealthAnswer.parse(await response.json());
    return { name, address, ready: ready === true, reason: reason ?? '' };
  } catch {
    return { name, address, ready: false, reason: 'it does not answer' };
  }
};

/** Asks each process over HTTP, so that the console needs one origin and one token only. */
export const planeStatusRoutes =
  (processes: Readonly<Record<string, string | undefined>>): RouteModule =>
  (handle) => {
    const known = Object.entries(processes).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    handle(statusRoutes.listPlanes, () => Promise.all(known.map(([name, address]) => ask(name, address))));
  };
