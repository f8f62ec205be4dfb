import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { Name } from '../identifier.ts';
import { Reproduction, ReproductionReport } from '../reproduction.ts';
import { defineRoute } from '../route.ts';

const version = z.strictObject({ model: Name, version: z.coerce.number().int().min(1).max(2_147_483_647) });

/** What is known of making versions again. */
export const reproductionRoutes = {
  addReproduction: defineRoute({
    id: 'addReproduction',
    method: 'POST',
    path: '/v1/models/:model/versions/:version/reproductions',
    summary: 'Add the verdict of a reproduction (once per run)',
    roles: ['worker'],
    params: version,
    body: ReproductionReport,
    response: Reproduction,
  }),
  listReproductions: defineRoute({
    id: 'listReproductions',
    method: 'GET',
    path: '/v1/models/:model/versions/:version/reproductions',
    summary: 'List reproductions, newest first',
    roles: ANY_ROLE,
    params: version,
    response: z.array(Reproduction),
  }),
};
