import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { Id, Timestamp } from '../identifier.ts';
import { defineRoute } from '../route.ts';
import { Artifact } from '../run.ts';

const lease = z.strictObject({ lease: Id });

/** A run as a client of MLflow tracked it, from within a step. */
export const TrackedRunSummary = z.strictObject({
  id: z.string(),
  name: z.string(),
  experiment: z.string(),
  step: z.string(),
  status: z.string(),
  startedAt: Timestamp,
  finishedAt: Timestamp.nullable(),
});

/** The tracking API beside what clients of MLflow ask, which is no contract of Slipway. */
export const trackingRoutes = {
  openStepTracking: defineRoute({
    id: 'openStepTracking',
    method: 'POST',
    path: '/v1/worker/leases/:lease/tracking',
    summary: 'A token that lets the command of a leased step track, and nothing else',
    roles: ['worker'],
    params: lease,
    response: z.strictObject({ token: z.string().min(1) }),
  }),
  getStepModel: defineRoute({
    id: 'getStepModel',
    method: 'GET',
    path: '/v1/worker/leases/:lease/model',
    summary: 'The model that the command of a leased step has registered through the tracking API',
    roles: ['worker'],
    params: lease,
    response: z.strictObject({ artifacts: z.array(Artifact) }),
  }),
  listTrackedRuns: defineRoute({
    id: 'listTrackedRuns',
    method: 'GET',
    path: '/v1/runs/:run/tracked',
    summary: 'What the steps of a run tracked with clients of MLflow, oldest first',
    roles: ANY_ROLE,
    params: z.strictObject({ run: Id }),
    response: z.strictObject({ runs: z.array(TrackedRunSummary) }),
  }),
};
