import { z } from 'zod';
import { Id } from '../identifier.ts';
import { Tolerance } from '../reproduction.ts';
import { ReuseQuestion } from '../reuse.ts';
import { defineRoute } from '../route.ts';
import { Run } from '../run.ts';

/** What was done before is not done again, or exactly again. */
export const reuseRoutes = {
  reproduceRun: defineRoute({
    id: 'reproduceRun',
    method: 'POST',
    path: '/v1/runs/:run/reproduce',
    summary: 'Make the version of a run again from the same code, data, parameters and seed',
    roles: ['author', 'operator'],
    params: z.strictObject({ run: Id }),
    body: z.strictObject({ tolerance: Tolerance }),
    response: Run,
  }),
  reuseStep: defineRoute({
    id: 'reuseStep',
    method: 'POST',
    path: '/v1/worker/leases/:lease/reuse',
    summary: 'Complete a step with the output of an earlier one with the same inputs, if there is one',
    roles: ['worker'],
    params: z.strictObject({ lease: Id }),
    body: ReuseQuestion,
    response: z.strictObject({ reused: z.boolean() }),
  }),
};
