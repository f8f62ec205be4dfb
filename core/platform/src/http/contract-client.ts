import { callRoute, type Route, type RouteInput, type RouteOutput } from '@slipway/contracts';
import type { z } from 'zod';

/** Calls the routes of one service with one token. */
export interface ContractClient {
  call<T extends Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>>(
    route: T,
    input: RouteInput<T>,
    options?: {
      readonly signal?: AbortSignal;
      readonly timeoutMs?: number;
      readonly upload?: ReadableStream<Uint8Array> | Uint8Array;
    },
  ): Promise<RouteOutput<T>>;
}

/** How planes ask each other. `address` may be a function where the address can change. */
export const createContractClient = (
  address: string | (() => string),
  token: string | undefined,
): ContractClient => ({
  call: (route, input, options = {}) =>
    callRoute(route, input, {
      address: typeof address === 'string' ? address : address(),
      token,
      fetch: globalThis.fetch,
      ...options,
    }),
});
