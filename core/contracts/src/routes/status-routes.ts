import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { defineRoute } from '../route.ts';

/** A process of the stack as control sees it over HTTP. */
export const PlaneStatus = z.strictObject({
  name: z.string(),
  address: z.string(),
  ready: z.boolean(),
  reason: z.string(),
});
export type PlaneStatus = z.infer<typeof PlaneStatus>;

export const statusRoutes = {
  listPlanes: defineRoute({
    id: 'listPlanes',
    method: 'GET',
    path: '/v1/planes',
    summary: 'Whether each process that answers HTTP is ready',
    roles: ANY_ROLE,
    response: z.array(PlaneStatus),
  }),
};
