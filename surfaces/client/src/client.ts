import {
  callRoute,
  gatewayRoutes,
  logRoutes,
  monitoringRoutes,
  type Role,
  type Route,
  type RouteInput,
  type RouteOutput,
  type RunEvent,
  releaseRoutes,
  reproductionRoutes,
  reuseRoutes,
  runStreamRoutes,
  searchRoutes,
  statusRoutes,
  trackingRoutes,
  trainingRoutes,
  triggerRoutes,
} from '@slipway/contracts';
import { type FollowOptions, followRun } from './follow-run.ts';

/** Which service answers which routes. */
export const SERVICES = {
  control: {
    ...trainingRoutes,
    ...trackingRoutes,
    ...triggerRoutes,
    ...reuseRoutes,
    ...reproductionRoutes,
    ...searchRoutes,
    ...releaseRoutes,
    ...monitoringRoutes,
    ...statusRoutes,
  },
  log: logRoutes,
  gateway: gatewayRoutes,
} as const;
export type ServiceName = keyof typeof SERVICES;

type Routes = (typeof SERVICES)['control'] & (typeof SERVICES)['log'] & (typeof SERVICES)['gateway'];

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** Body of an upload route. */
  readonly upload?: ReadableStream<Uint8Array> | Uint8Array;
}

type Arguments<I> = object extends I
  ? [input?: I, options?: RequestOptions]
  : [input: I, options?: RequestOptions];

/** One method per route, named by the route's id: `client.startRun({ params: { job }, body: {} })`. */
export type Client = {
  readonly [K in keyof Routes]: (
    ...args: Arguments<RouteInput<Routes[K]>>
  ) => Promise<RouteOutput<Routes[K]>>;
} & {
  /** The log, the steps and the newest metrics of a run as they come, until it has ended; see {@link FollowOptions}. */
  readonly followRun: (
    input: RouteInput<typeof runStreamRoutes.followRun>,
    options?: FollowOptions,
  ) => AsyncGenerator<RunEvent>;
};

export interface ClientOptions {
  /** Base address of each service; a service that is not given cannot be called. */
  readonly addresses: Partial<Record<ServiceName, string>>;
  /** The token to call with, or a choice by the roles that a route accepts; public routes get none unless it is a string. */
  readonly token?: string | ((roles: readonly Role[]) => string | undefined);
  /** The key that the gateway asks for, whose routes take no token; absent: it is open. */
  readonly gatewayKey?: string | undefined;
  /** Default: the runtime's fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A typed client of a Slipway stack.
 * Every method throws a SlipwayError with the code that the server sent, UNAVAILABLE when nobody listens, or TIMEOUT.
 */
export const createClient = (options: ClientOptions): Client => {
  const { token, gatewayKey, fetch = globalThis.fetch } = options;
  const tokenFor = ({ roles }: Route): string | undefined => {
    if (roles === 'public' && gatewayKey !== undefined) return gatewayKey;
    if (typeof token === 'string') return token;
    return roles === 'public' ? undefined : token?.(roles);
  };
  const methods: Record<string, (input?: object, request?: RequestOptions) => Promise<unknown>> = {};
  for (const [service, routes] of Object.entries(SERVICES) as [ServiceName, Record<string, Route>][]) {
    for (const [id, route] of Object.entries(routes)) {
      methods[id] = (input = {}, request = {}) => {
        const address = options.addresses[service];
        if (address === undefined) throw new TypeError(`no address of the service ${service} was given`);
        return callRoute(route, input as never, { address, token: tokenFor(route), fetch, ...request });
      };
    }
  }
  const follow: Client['followRun'] = ({ params, query }, request = {}) => {
    const address = options.addresses.control;
    if (address === undefined) throw new TypeError('no address of the service control was given');
    const target = { address, token: tokenFor(runStreamRoutes.followRun), fetch };
    return followRun(target, params.run, {
      ...(query?.after === undefined ? {} : { after: Number(query.after) }),
      ...request,
    });
  };
  return Object.freeze({ ...methods, followRun: follow }) as unknown as Client;
};
