import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { Id } from '../identifier.ts';
import { defineRoute } from '../route.ts';
import { LogLine, MetricPoint, Run } from '../run.ts';

/** An event of the stream of a run. The stream ends after `end`; a line's id is its number, so that a broken one goes on after it. */
export const RunEvent = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('line'), data: LogLine }),
  /** The run whenever it or one of its steps has changed, and once at the beginning. */
  z.strictObject({ event: z.literal('run'), data: Run }),
  /** The newest metric, when there is a newer one. */
  z.strictObject({ event: z.literal('metric'), data: MetricPoint }),
  z.strictObject({ event: z.literal('end'), data: z.strictObject({ state: Run.shape.state }) }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

/** What is followed live: server-sent events. */
export const runStreamRoutes = {
  followRun: defineRoute({
    id: 'followRun',
    method: 'GET',
    path: '/v1/runs/:run/log/stream',
    summary: 'Follow the log and the steps of a run (server-sent events, Last-Event-ID)',
    roles: ANY_ROLE,
    params: z.strictObject({ run: Id }),
    query: z.strictObject({
      /** Only lines after this one; the header Last-Event-ID goes before it. */
      after: z.coerce.number().int().min(-1).max(2_147_483_647).default(-1),
    }),
    events: true,
    response: RunEvent,
  }),
};
