import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { Id, Name } from '../identifier.ts';
import { defineRoute } from '../route.ts';
import { Search, SearchPlan, SearchState, SearchSummary } from '../search.ts';
import { PageQuery, page } from './page.ts';

const searchId = z.strictObject({ search: Id });

/** Parameter searches of the job server. */
export const searchRoutes = {
  startSearch: defineRoute({
    id: 'startSearch',
    method: 'POST',
    path: '/v1/jobs/:job/searches',
    summary: 'Search the best parameters of a job',
    roles: ['author', 'operator'],
    params: z.strictObject({ job: Name }),
    body: z.strictObject({
      /** Absent: the one that the job declares. */
      plan: SearchPlan.optional(),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .optional(),
      parallel: SearchPlan.shape.parallel.unwrap().optional(),
      register: z.boolean().default(true),
      /** Repeating a request with the same key returns the search it started. */
      idempotencyKey: z.string().min(1).max(200).optional(),
    }),
    response: Search,
  }),
  listSearches: defineRoute({
    id: 'listSearches',
    method: 'GET',
    path: '/v1/searches',
    summary: 'List parameter searches, newest first',
    roles: ANY_ROLE,
    query: PageQuery.extend({ job: Name.optional(), state: SearchState.optional() }),
    response: page(SearchSummary),
  }),
  getSearch: defineRoute({
    id: 'getSearch',
    method: 'GET',
    path: '/v1/searches/:search',
    summary: 'Show a parameter search with its trials',
    roles: ANY_ROLE,
    params: searchId,
    response: Search,
  }),
  resumeSearch: defineRoute({
    id: 'resumeSearch',
    method: 'POST',
    path: '/v1/searches/:search/resume',
    summary: 'Go on with a failed or cancelled search',
    roles: ['author', 'operator'],
    params: searchId,
    response: Search,
  }),
  cancelSearch: defineRoute({
    id: 'cancelSearch',
    method: 'POST',
    path: '/v1/searches/:search/cancel',
    summary: 'Cancel a search and its runs',
    roles: ['author', 'operator'],
    params: searchId,
    response: Search,
  }),
};
