import type { Client } from '@slipway/client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import { findLines } from '../run/find-lines.ts';
import type { LogQuery } from '../run/log-filter.ts';
import { useSession } from '../session/session-provider.tsx';
import { REFRESH_MS, SLOW_REFRESH_MS } from './refresh.ts';

const RUNS_SHOWN = 20;
const DECIDED_SHOWN = 5;

const queriesOf = (client: Client) => ({
  identity: queryOptions({
    queryKey: ['identity'],
    queryFn: ({ signal }) => client.whoAmI({}, { signal }),
  }),
  planes: queryOptions({
    queryKey: ['planes'],
    queryFn: ({ signal }) => client.listPlanes({}, { signal }),
  }),
  openReviews: queryOptions({
    queryKey: ['reviews', 'open'],
    queryFn: ({ signal }) => client.listReviews({ query: { state: 'open' } }, { signal }),
  }),
  latestReviews: queryOptions({
    queryKey: ['reviews', 'latest'],
    queryFn: ({ signal }) => client.listReviews({ query: { limit: DECIDED_SHOWN * 2 } }, { signal }),
    select: ({ items }) => items.filter(({ state }) => state !== 'open').slice(0, DECIDED_SHOWN),
    refetchInterval: SLOW_REFRESH_MS,
  }),
  review: (review: string) =>
    queryOptions({
      queryKey: ['reviews', 'one', review],
      queryFn: ({ signal }) => client.getReview({ params: { review } }, { signal }),
    }),
  endpoints: queryOptions({
    queryKey: ['endpoints'],
    queryFn: ({ signal }) => client.listEndpoints({}, { signal }),
  }),
  endpoint: (endpoint: string) =>
    queryOptions({
      queryKey: ['endpoints', 'one', endpoint],
      queryFn: ({ signal }) => client.getEndpoint({ params: { endpoint } }, { signal }),
    }),
  /** Up to the revision in force: read again when there is a newer one. */
  revisions: (endpoint: string, revision: number) =>
    queryOptions({
      queryKey: ['revisions', endpoint, revision],
      queryFn: ({ signal }) => client.listParameterRevisions({ params: { endpoint } }, { signal }),
      refetchInterval: (query) => (query.state.status === 'error' ? SLOW_REFRESH_MS : false),
      placeholderData: keepPreviousData,
    }),
  deployments: queryOptions({
    queryKey: ['deployments'],
    queryFn: ({ signal }) => client.listDeployments({}, { signal }),
  }),
  experiments: (endpoint: string) =>
    queryOptions({
      queryKey: ['experiments', endpoint],
      queryFn: ({ signal }) => client.listExperiments({ params: { endpoint } }, { signal }),
      refetchInterval: SLOW_REFRESH_MS,
    }),
  analysis: (endpoint: string, experiment: string) =>
    queryOptions({
      queryKey: ['analysis', endpoint, experiment],
      queryFn: ({ signal }) => client.analyseExperiment({ params: { endpoint, experiment } }, { signal }),
      refetchInterval: SLOW_REFRESH_MS,
      placeholderData: keepPreviousData,
    }),
  shadowAnalysis: (endpoint: string, experiment: string) =>
    queryOptions({
      queryKey: ['analysis', 'shadow', endpoint, experiment],
      queryFn: ({ signal }) => client.analyseShadow({ params: { endpoint, experiment } }, { signal }),
      refetchInterval: SLOW_REFRESH_MS,
      placeholderData: keepPreviousData,
    }),
  runs: queryOptions({
    queryKey: ['runs'],
    queryFn: ({ signal }) => client.listRuns({ query: { limit: RUNS_SHOWN } }, { signal }),
  }),
  /** The page follows the run itself; this is what it begins with, and what it says when there is none. */
  run: (run: string) =>
    queryOptions({
      queryKey: ['runs', 'one', run],
      queryFn: ({ signal }) => client.getRun({ params: { run } }, { signal }),
      refetchInterval: SLOW_REFRESH_MS,
    }),
  /** The trials of a parameter search. */
  search: (search: string) =>
    queryOptions({
      queryKey: ['searches', 'one', search],
      queryFn: ({ signal }) => client.getSearch({ params: { search } }, { signal }),
      refetchInterval: ({ state: { data } }) =>
        data === undefined || data.state === 'running' ? REFRESH_MS : SLOW_REFRESH_MS,
    }),
  /** A log that has ended is searched once. */
  foundLines: (run: string, query: LogQuery, ended: boolean) =>
    queryOptions({
      queryKey: ['log', run, query],
      queryFn: ({ signal }) => findLines(client, run, query, signal),
      refetchInterval: ended ? false : REFRESH_MS,
    }),
  monitors: queryOptions({
    queryKey: ['monitors'],
    queryFn: ({ signal }) => client.listMonitors({}, { signal }),
  }),
  alerts: queryOptions({
    queryKey: ['alerts'],
    queryFn: ({ signal }) => client.listAlerts({}, { signal }),
  }),
});

/** Every question that the console asks control, by name. */
export const useConsoleQueries = (): ReturnType<typeof queriesOf> => {
  const { client } = useSession();
  return useMemo(() => queriesOf(client), [client]);
};
