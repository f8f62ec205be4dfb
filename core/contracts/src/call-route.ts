import type { z } from 'zod';
import { type ErrorBody, SlipwayError } from './errors/slipway-error.ts';
import type { Route, RouteInput, RouteOutput } from './route.ts';

export interface CallOptions {
  /** Base address, e.g. http://127.0.0.1:4100 */
  readonly address: string;
  /** Bearer token; absent for public routes. */
  readonly token?: string | undefined;
  /** Default 30 s; long polls need more than they wait. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The platform's own fetch, so that this package does no I/O of its own. */
  readonly fetch: typeof globalThis.fetch;
  /** Raw body of an upload route. */
  readonly upload?: ReadableStream<Uint8Array> | Uint8Array | undefined;
}

const pathOf = (route: Route, params: Record<string, unknown> = {}): string =>
  route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));

const queryOf = (query: Record<string, unknown> = {}): string => {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)]))}`;
};

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof body === 'object' && body !== null && 'code' in body && 'error' in body;

/**
 * Calls a route and returns its validated answer.
 * Throws the SlipwayError that the server sent, UNAVAILABLE when nobody listens, TIMEOUT when the time is over.
 */
export const callRoute = async <T extends Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>>(
  route: T,
  input: RouteInput<T>,
  options: CallOptions,
): Promise<RouteOutput<T>> => {
  const { params, query, body } = input as unknown as { params?: object; query?: object; body?: unknown };
  const url = `${options.address}${pathOf(route, { ...params })}${queryOf({ ...query })}`;
  const timeoutMs = options.timeoutMs ?? 30_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const headers: Record<string, string> = {};
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (route.upload) headers['content-type'] = 'application/octet-stream';
  else if (body !== undefined) headers['content-type'] = 'application/json';
  const init: RequestInit & { duplex?: 'half' } = {
    method: route.method,
    headers,
    signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout,
  };
  if (route.upload && options.upload !== undefined) {
    init.body = options.upload as NonNullable<RequestInit['body']>;
    init.duplex = 'half';
  } else if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  let answer: unknown;
  try {
    // Called as a function of its own: browsers refuse a fetch that is called as a method of something else.
    const { fetch } = options;
    response = await fetch(url, init);
    answer = await response.json();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    if (timeout.aborted) throw new SlipwayError('TIMEOUT', { what: url, milliseconds: timeoutMs }, { cause });
    throw new SlipwayError('UNAVAILABLE', { what: options.address }, { cause });
  }
  if (!response.ok) {
    if (isErrorBody(answer)) throw SlipwayError.fromBody(answer);
    throw new SlipwayError('INTERNAL', { reason: `${route.method} ${url} answered ${response.status}` });
  }
  return route.response.parse(answer) as RouteOutput<T>;
};
