import type { Experiment } from '@slipway/contracts';
import type { Stop } from '../experiments/judge-experiment.ts';
import { type Cleanup, type MonitoringWorld, startWorld } from './monitoring-world.ts';
import type { OtherPlanes } from './planes.ts';

export interface GuardedWorld extends MonitoringWorld {
  /** What the release plane was told to stop, in order. */
  readonly stops: Stop[];
}

/** Monitoring beside a release plane that stops its one experiment, as the real one does: the routing forgets it. */
export const startGuardedWorld = async (
  t: Cleanup,
  { guardMs = 10 }: { readonly guardMs?: number } = {},
): Promise<GuardedWorld> => {
  const stops: Stop[] = [];
  let planes: OtherPlanes | undefined;
  const world = await startWorld(t, {
    guardMs,
    stopExperiment: async (_endpoint, _experiment, stop) => {
      stops.push(stop);
      const stopped: Experiment = {
        ...planes!.experiment,
        state: 'stopped',
        stoppedAt: '2026-11-22T10:00:00.000Z',
        conclusion: { by: 'control', promoted: null, ...stop },
      };
      planes!.experiment = stopped;
      planes!.endpoint = { ...planes!.endpoint!, experiments: [] };
      return stopped;
    },
  });
  planes = world.planes;
  return { ...world, stops };
};
