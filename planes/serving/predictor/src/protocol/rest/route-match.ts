import { SlipwayError } from '@slipway/contracts';

/** What a request asks for. `version` is absent when the path names none. */
export type RouteMatch =
  | { readonly kind: RouteKind; readonly model?: undefined; readonly version?: undefined }
  | { readonly kind: ModelRouteKind; readonly model: string; readonly version: string | undefined };

export type RouteKind =
  | 'server-metadata'
  | 'server-live'
  | 'server-ready'
  | 'model-list'
  | 'health-live'
  | 'health-ready'
  | 'predict';
export type ModelRouteKind = 'model-metadata' | 'model-ready' | 'infer';

const FIXED: ReadonlyMap<string, RouteKind> = new Map([
  ['/v2', 'server-metadata'],
  ['/v2/health/live', 'server-live'],
  ['/v2/health/ready', 'server-ready'],
  ['/v2/models', 'model-list'],
  ['/health/live', 'health-live'],
  ['/health/ready', 'health-ready'],
  ['/v1/predictions', 'predict'],
]);

const MODEL_ROUTES: ReadonlyMap<string | undefined, ModelRouteKind> = new Map([
  [undefined, 'model-metadata'],
  ['ready', 'model-ready'],
  ['infer', 'infer'],
]);

const POSTED: ReadonlySet<string> = new Set(['predict', 'infer']);

/** The method that a route takes. */
export const methodOf = (kind: RouteMatch['kind']): 'GET' | 'POST' => (POSTED.has(kind) ? 'POST' : 'GET');

const pathOf = (target: string): string => {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
};

/** The methods that a request target takes, as the header Allow lists them; empty when there is no such route. */
export const allowedMethods = (target: string): string => {
  const match = matchPath(pathOf(target));
  if (match === undefined) return '';
  return methodOf(match.kind) === 'POST' ? 'POST' : 'GET, HEAD';
};

/** The route of a request target; the query is ignored. Throws ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED. */
export const matchRoute = (method: string, target: string): RouteMatch => {
  const path = pathOf(target);
  const match = matchPath(path);
  if (match === undefined) throw new SlipwayError('ROUTE_NOT_FOUND', { method, path });
  const allowed = methodOf(match.kind);
  if (method !== allowed && !(method === 'HEAD' && allowed === 'GET'))
    throw new SlipwayError('METHOD_NOT_ALLOWED', { path, method });
  return match;
};

/** `/v2/models/{model}[/versions/{version}][/ready|/infer]`, or one of the fixed paths. */
const matchPath = (path: string): RouteMatch | undefined => {
  const fixed = FIXED.get(path);
  if (fixed !== undefined) return { kind: fixed };
  const [empty, v2, models, model, ...rest] = path.split('/');
  if (empty !== '' || v2 !== 'v2' || models !== 'models' || !model) return undefined;
  const named = rest[0] === 'versions' && rest[1];
  const action = named ? rest.slice(2) : rest;
  const kind = MODEL_ROUTES.get(action[0]);
  if (kind === undefined || action.length > 1) return undefined;
  return { kind, model: decoded(model), version: named ? decoded(rest[1]!) : undefined };
};

/** A broken percent sign names no model, which is for the answer to say. */
const decoded = (part: string): string => {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
