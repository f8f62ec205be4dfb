import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { Id, Name, Scalar } from '../identifier.ts';
import { CodeReference, Job, JobDeclaration, SentDeclaration } from '../job.ts';
import { defineRoute } from '../route.ts';
import { LogLine, Run, RunState } from '../run.ts';
import { MetricPage, MetricQuery } from '../run-metrics.ts';
import { Assignment, Completion, Failure, Heartbeat, HeartbeatAnswer, LeaseRequest } from '../worker.ts';
import { PageQuery, page } from './page.ts';

const runId = z.strictObject({ run: Id });
const lease = z.strictObject({ lease: Id });
const done = z.strictObject({});

/** The job server: jobs and runs for people, leases for workers. */
export const trainingRoutes = {
  putJob: defineRoute({
    id: 'putJob',
    method: 'PUT',
    path: '/v1/jobs/:job',
    summary: 'Apply a job declaration',
    roles: ['author'],
    params: z.strictObject({ job: Name }),
    body: z.strictObject({ declaration: SentDeclaration, code: CodeReference }),
    response: Job,
  }),
  listJobs: defineRoute({
    id: 'listJobs',
    method: 'GET',
    path: '/v1/jobs',
    summary: 'List jobs',
    roles: ANY_ROLE,
    response: z.array(Job),
  }),
  getJob: defineRoute({
    id: 'getJob',
    method: 'GET',
    path: '/v1/jobs/:job',
    summary: 'Show a job',
    roles: ANY_ROLE,
    params: z.strictObject({ job: Name }),
    response: Job,
  }),
  setSchedule: defineRoute({
    id: 'setSchedule',
    method: 'PUT',
    path: '/v1/jobs/:job/schedule',
    summary: 'Set or clear the cron schedule of a job',
    roles: ['author', 'operator'],
    params: z.strictObject({ job: Name }),
    body: z.strictObject({ schedule: JobDeclaration.shape.schedule.unwrap().nullable() }),
    response: Job,
  }),
  startRun: defineRoute({
    id: 'startRun',
    method: 'POST',
    path: '/v1/jobs/:job/runs',
    summary: 'Start a run',
    roles: ['author', 'operator', 'control'],
    params: z.strictObject({ job: Name }),
    body: z.strictObject({
      parameters: z.record(z.string(), Scalar).default({}),
      seed: z.int().min(0).optional(),
      /** Every step runs, even where the same was done before. */
      fresh: z.boolean().default(false),
      trigger: z.enum(['person', 'alert']).default('person'),
      /** Repeating a request with the same key returns the run it started. */
      idempotencyKey: z.string().min(1).max(200).optional(),
    }),
    response: Run,
  }),
  listRuns: defineRoute({
    id: 'listRuns',
    method: 'GET',
    path: '/v1/runs',
    summary: 'List runs, newest first',
    roles: ANY_ROLE,
    query: PageQuery.extend({ job: Name.optional(), state: RunState.optional() }),
    response: page(Run),
  }),
  getRun: defineRoute({
    id: 'getRun',
    method: 'GET',
    path: '/v1/runs/:run',
    summary: 'Show a run',
    roles: ANY_ROLE,
    params: runId,
    response: Run,
  }),
  getRunLog: defineRoute({
    id: 'getRunLog',
    method: 'GET',
    path: '/v1/runs/:run/log',
    summary: 'Read the log of a run',
    roles: ANY_ROLE,
    params: runId,
    query: z.strictObject({
      after: z.coerce.number().int().min(-1).max(2_147_483_647).default(-1),
      step: z.string().optional(),
      stream: LogLine.shape.stream.optional(),
      /** Only lines with this text in them, whatever the case of its letters. */
      contains: z.string().min(1).max(500).optional(),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000),
    }),
    response: z.strictObject({
      lines: z.array(LogLine),
      /** Where to go on as `after`; null at the end of what there is. A search may find nothing on a page and go on. */
      next: z.int().nullable(),
    }),
  }),
  getRunMetrics: defineRoute({
    id: 'getRunMetrics',
    method: 'GET',
    path: '/v1/runs/:run/metrics',
    summary: 'Metrics that the steps logged',
    roles: ANY_ROLE,
    params: runId,
    query: MetricQuery,
    response: MetricPage,
  }),
  retryRun: defineRoute({
    id: 'retryRun',
    method: 'POST',
    path: '/v1/runs/:run/retry',
    summary: 'Retry from the failed step',
    roles: ['author', 'operator'],
    params: runId,
    response: Run,
  }),
  cancelRun: defineRoute({
    id: 'cancelRun',
    method: 'POST',
    path: '/v1/runs/:run/cancel',
    summary: 'Cancel a run',
    roles: ['author', 'operator'],
    params: runId,
    response: Run,
  }),
  leaseStep: defineRoute({
    id: 'leaseStep',
    method: 'POST',
    path: '/v1/worker/leases',
    summary: 'Ask for a step to work on',
    roles: ['worker'],
    body: LeaseRequest,
    response: z.strictObject({ assignment: Assignment.nullable() }),
  }),
  heartbeat: defineRoute({
    id: 'heartbeat',
    method: 'POST',
    path: '/v1/worker/leases/:lease/heartbeat',
    summary: 'Keep a lease and send what happened',
    roles: ['worker'],
    params: lease,
    body: Heartbeat,
    response: HeartbeatAnswer,
  }),
  completeStep: defineRoute({
    id: 'completeStep',
    method: 'POST',
    path: '/v1/worker/leases/:lease/complete',
    summary: 'Hand in the output of a step',
    roles: ['worker'],
    params: lease,
    body: Completion,
    response: done,
  }),
  failStep: defineRoute({
    id: 'failStep',
    method: 'POST',
    path: '/v1/worker/leases/:lease/fail',
    summary: 'Report the failure of a step',
    roles: ['worker'],
    params: lease,
    body: Failure,
    response: done,
  }),
};
