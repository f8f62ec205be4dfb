import type { z } from 'zod';
import type { Role } from './access.ts';

/** One HTTP operation: the server validates by it, the OpenAPI document is generated from it, the client is typed by it. */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  /** Roles whose token is accepted; 'public' needs none. */
  readonly roles: readonly Role[] | 'public';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  /** `stream`: the request body is raw bytes (no schema). */
  readonly upload?: boolean;
  /** The handler gets the body as the bytes that were sent, at most 1 MiB, because a signature is over them; `body` is documentation. */
  readonly raw?: boolean;
  /** The answer is a stream of server-sent events; `response` is one `{event, data}`. */
  readonly events?: boolean;
}

/** Keeps the literal types of a route. */
export const defineRoute = <
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  route: Route<P, Q, B, R>,
): Route<P, Q, B, R> => Object.freeze(route);

type Part<K extends string, S> = S extends z.ZodType
  ? z.ZodType extends S
    ? { [key in K]?: undefined }
    : undefined extends z.input<S>
      ? { [key in K]?: z.input<S> }
      : object extends z.input<S>
        ? { [key in K]?: z.input<S> }
        : { [key in K]: z.input<S> }
  : { [key in K]?: undefined };

/** What a caller passes: `{params, query, body}`, each present where the route has it. */
export type RouteInput<T> =
  T extends Route<infer P, infer Q, infer B, z.ZodType>
    ? Part<'params', P> & Part<'query', Q> & Part<'body', B>
    : never;

/** What a caller gets. */
export type RouteOutput<T> = T extends Route<z.ZodType, z.ZodType, z.ZodType, infer R> ? z.output<R> : never;

/** What a handler gets: validated parts. */
export type RouteRequest<T> =
  T extends Route<infer P, infer Q, infer B, z.ZodType>
    ? { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> }
    : never;

/** What a handler returns; checked against the response schema. */
export type RouteResult<T> = T extends Route<z.ZodType, z.ZodType, z.ZodType, infer R> ? z.input<R> : never;
