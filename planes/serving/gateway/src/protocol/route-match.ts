/** The routes of the gateway; the first `*` stands for the endpoint, the second one for a version. */
const ROUTES = {
  '/v1/endpoints/*/predictions': 'POST',
  '/v2/models/*/infer': 'POST',
  '/v2/models/*/versions/*/infer': 'POST',
  '/v1/outcomes': 'POST',
  '/health/live': 'GET',
  '/health/ready': 'GET',
  '/v1/endpoints': 'GET',
  '/v1/endpoints/*': 'GET',
  '/v1/statistics': 'GET',
  '/metrics': 'GET',
  '/v2': 'GET',
  '/v2/health/live': 'GET',
  '/v2/health/ready': 'GET',
  '/v2/models': 'GET',
  '/v2/models/*': 'GET',
  '/v2/models/*/ready': 'GET',
  '/v2/models/*/config': 'GET',
  '/v2/models/*/stats': 'GET',
  '/v2/models/*/versions/*': 'GET',
  '/v2/models/*/versions/*/ready': 'GET',
} as const;

export type RoutePattern = keyof typeof ROUTES;

export interface RouteMatch {
  readonly pattern: RoutePattern;
  /** The endpoint in the path; empty for routes without one. */
  readonly endpoint: string;
  /** The version in the path; null for routes without one. */
  readonly version: string | null;
}

/** The segment that holds the endpoint in every path that has one: `/v1/endpoints/*`, `/v2/models/*`. */
const ENDPOINT_SEGMENT = 3;
/** `/v2/models/{endpoint}/versions/{version}` */
const VERSION_SEGMENT = 5;

const isPattern = (path: string): path is RoutePattern => Object.hasOwn(ROUTES, path);

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** The route of a path without its query; null when there is none. */
export const matchRoute = (path: string): RouteMatch | null => {
  if (isPattern(path)) return path.includes('*') ? null : { pattern: path, endpoint: '', version: null };
  const segments = path.split('/');
  const endpoint = segments[ENDPOINT_SEGMENT];
  if (!endpoint) return null;
  segments[ENDPOINT_SEGMENT] = '*';
  const version = segments[VERSION_SEGMENT - 1] === 'versions' ? segments[VERSION_SEGMENT] : undefined;
  if (version) segments[VERSION_SEGMENT] = '*';
  const pattern = segments.join('/');
  if (!isPattern(pattern)) return null;
  return { pattern, endpoint: decoded(endpoint), version: version ? decoded(version) : null };
};

/** HEAD asks as GET does. */
export const takesMethod = (pattern: RoutePattern, method: string): boolean =>
  ROUTES[pattern] === method || (ROUTES[pattern] === 'GET' && method === 'HEAD');

export const methodOf = (pattern: RoutePattern): 'GET' | 'POST' => ROUTES[pattern];
