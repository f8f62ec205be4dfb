import { SlipwayError } from '@slipway/contracts';

/** What a request asks for. `version` is absent when the path names none. */
export type RouteMatch =
  | { readonly kind: RouteKind; readonly model?: undefined; readonly version?: undefined }
  | { readonly kind: ModelRouteKind; readonly model: string; readonly version: string | undefined };

export type RouteKind =
  | 'alive'
  | 'server-metadata'
  | 'server-live'
  | 'server-ready'
  | 'model-list'
  | 'all-stats'
  | 'repository-index'
  | 'health-live'
  | 'health-ready'
  | 'metrics'
  | 'predict'
  | 'v1-list';
export type ModelRouteKind =
  | 'model-metadata'
  | 'model-ready'
  | 'model-config'
  | 'model-stats'
  | 'infer'
  | 'load'
  | 'unload'
  | 'v1-model'
  | 'v1-predict';

const FIXED: ReadonlyMap<string, RouteKind> = new Map([
  ['/', 'alive'],
  ['/v2', 'server-metadata'],
  ['/v2/health/live', 'server-live'],
  ['/v2/health/ready', 'server-ready'],
  ['/v2/models', 'model-list'],
  ['/v2/models/stats', 'all-stats'],
  ['/v2/repository/index', 'repository-index'],
  ['/health/live', 'health-live'],
  ['/health/ready', 'health-ready'],
  ['/metrics', 'metrics'],
  ['/v1/models', 'v1-list'],
  ['/v1/predictions', 'predict'],
]);

const MODEL_ROUTES: ReadonlyMap<string | undefined, ModelRouteKind> = new Map([
  [undefined, 'model-metadata'],
  ['ready', 'model-ready'],
  ['config', 'model-config'],
  ['stats', 'model-stats'],
  ['infer', 'infer'],
]);

const POSTED: ReadonlySet<string> = new Set([
  'predict',
  'infer',
  'repository-index',
  'load',
  'unload',
  'v1-predict',
]);

/** The method that a route takes. */
export const methodOf = (kind: RouteMatch['kind']): 'GET' | 'POST' => (POSTED.has(kind) ? 'POST' : 'GET');

const pathOf = (target: string): string => {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
};

/** The methods that a request target takes, as the header Allow lists them; empty when there is no such route. */
export const allowedMethods = (target: string): string => {
  const match = matchMounted(pathOf(target));
  if (match === undefined) return '';
  return methodOf(match.kind) === 'POST' ? 'POST' : 'GET, HEAD';
};

/** The route of a request target; the query is ignored. Throws ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED. */
export const matchRoute = (method: string, target: string): RouteMatch => {
  const path = pathOf(target);
  const match = matchMounted(path);
  if (match === undefined) throw new SlipwayError('ROUTE_NOT_FOUND', { method, path });
  const allowed = methodOf(match.kind);
  if (method !== allowed && !(method === 'HEAD' && allowed === 'GET'))
    throw new SlipwayError('METHOD_NOT_ALLOWED', { path, method });
  return match;
};

/** Where our paths begin; what stands before is where a proxy has mounted us. */
const OURS = /\/(?:v1|v2)(?:\/|$)/;

/** Clients put the path of their base URL before every route, and not every proxy takes it away again. */
const matchMounted = (path: string): RouteMatch | undefined => {
  const match = matchPath(path);
  if (match !== undefined) return match;
  const start = OURS.exec(path)?.index ?? 0;
  return start > 0 ? matchPath(path.slice(start)) : undefined;
};

const matchPath = (path: string): RouteMatch | undefined => {
  const fixed = FIXED.get(path);
  if (fixed !== undefined) return { kind: fixed };
  const [empty, protocol, group, ...rest] = path.split('/');
  if (empty !== '') return undefined;
  if (protocol === 'v2' && group === 'models') return matchModel(rest);
  if (protocol === 'v2' && group === 'repository') return matchRepository(rest);
  if (protocol === 'v1' && group === 'models') return matchV1(rest);
  return undefined;
};

/** `{model}[/versions/{version}][/ready|/config|/stats|/infer]` */
const matchModel = ([model, ...rest]: readonly string[]): RouteMatch | undefined => {
  if (!model) return undefined;
  const named = rest[0] === 'versions' && rest[1];
  const action = named ? rest.slice(2) : rest;
  const kind = MODEL_ROUTES.get(action[0]);
  if (kind === undefined || action.length > 1) return undefined;
  return { kind, model: decoded(model), version: named ? decoded(rest[1]!) : undefined };
};

/** `[{repository}/](index|models/{model}/(load|unload))`; there is one repository, whatever it is called. */
const matchRepository = (parts: readonly string[]): RouteMatch | undefined => {
  if (parts.at(-1) === 'index' && parts.length <= 2) return { kind: 'repository-index' };
  const [models, model, action, ...more] = parts[0] === 'models' ? parts : parts.slice(1);
  if (models !== 'models' || !model || more.length > 0) return undefined;
  if (action !== 'load' && action !== 'unload') return undefined;
  return { kind: action, model: decoded(model), version: undefined };
};

/** `{model}[:predict]` */
const matchV1 = ([target, ...rest]: readonly string[]): RouteMatch | undefined => {
  if (!target || rest.length > 0) return undefined;
  const named = decoded(target);
  const verb = named.lastIndexOf(':');
  if (verb < 0) return { kind: 'v1-model', model: named, version: undefined };
  if (named.slice(verb) !== ':predict' || verb === 0) return undefined;
  return { kind: 'v1-predict', model: named.slice(0, verb), version: undefined };
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
