import { SlipwayError, trackingRoutes } from '@slipway/contracts';
import { migrate } from '@slipway/platform/database';
import type { RouteModule } from '@slipway/platform/server';
import type { Kysely } from 'kysely';
import type { LeaseTable } from '../jobs/tables.ts';
import { StepTokens } from './access/step-tokens.ts';
import { type Mount, mountPaths } from './mount.ts';
import { TRACKING_MIGRATIONS } from './storage/migrations.ts';
import type { TrackingTables } from './storage/tables.ts';
import type { TrackingServer, TrackingServerOptions } from './tracking-server.ts';

export type TrackingOptions = Omit<TrackingServerOptions, 'tokens'>;

/** The tracking API: what unmodified clients of MLflow ask, and what the platform asks about it. */
export interface Tracking {
  /** Brings its tables up to date, after those of the job server. */
  migrate(): Promise<void>;
  /** For workers and people. */
  readonly routes: RouteModule;
  /** Answers clients of MLflow. What answers is loaded by the first request: many stacks never see any. */
  readonly mount: Mount;
}

interface StepTables extends TrackingTables {
  training_lease: LeaseTable;
}

export const createTracking = (options: TrackingOptions): Tracking => {
  const { database } = options;
  const db = database.of<StepTables>();
  const tokens = new StepTokens(database.of());
  let loading: Promise<TrackingServer> | null = null;
  const server = () => {
    loading ??= import('./tracking-server.ts').then(
      ({ TrackingServer }) => new TrackingServer({ ...options, tokens }),
    );
    return loading;
  };
  return {
    migrate: () => migrate(database, 'tracking', TRACKING_MIGRATIONS),
    mount: mountPaths(async (request, response) => (await server()).handle(request, response)),
    routes: (handle) => {
      handle(trackingRoutes.openStepTracking, async ({ params }) => ({
        token: await tokens.make(params.lease),
      }));
      handle(trackingRoutes.getStepModel, async ({ params }) => {
        const model = await stepModel(db, params.lease);
        return { artifacts: model };
      });
      handle(trackingRoutes.listTrackedRuns, async ({ params }) => {
        const rows = await db
          .selectFrom('tracking_run')
          .select(['id', 'name', 'experiment', 'slipway_step', 'status', 'start_time', 'end_time'])
          .where('slipway_run', '=', params.run)
          .where('lifecycle', '=', 'active')
          .orderBy('start_time')
          .execute();
        return {
          runs: rows.map((row) => ({
            id: row.id,
            name: row.name,
            experiment: String(row.experiment),
            step: row.slipway_step ?? '',
            status: row.status,
            startedAt: new Date(row.start_time).toISOString(),
            finishedAt: row.end_time === null ? null : new Date(row.end_time).toISOString(),
          })),
        };
      });
    },
  };
};

/** What the step of a held lease has registered. Throws LEASE_LOST. */
const stepModel = async (db: Kysely<StepTables>, id: string) => {
  const lease = await db
    .selectFrom('training_lease')
    .select(['run', 'step'])
    .where('id', '=', id)
    .where('state', '=', 'held')
    .executeTakeFirst();
  if (lease === undefined) throw new SlipwayError('LEASE_LOST', { lease: id });
  const model = await db
    .selectFrom('tracking_step_model')
    .select('artifacts')
    .where('run', '=', lease.run)
    .where('step', '=', lease.step)
    .executeTakeFirst();
  return model?.artifacts ?? [];
};
