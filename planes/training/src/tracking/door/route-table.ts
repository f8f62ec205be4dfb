import type { CallRoute } from './call.ts';
import { storable } from './fields.ts';

export interface FoundRoute {
  readonly route: CallRoute;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly parts: readonly string[];
  readonly route: CallRoute;
}

/** Finds routes by method and path; exact paths first, so that `search` is no id. */
export class RouteTable {
  readonly #exact = new Map<string, CallRoute>();
  readonly #patterns: Pattern[] = [];

  constructor(routes: readonly CallRoute[]) {
    for (const route of routes) {
      if (route.path.includes('{')) this.#patterns.push({ parts: route.path.split('/'), route });
      else this.#exact.set(`${route.method} ${route.path}`, route);
    }
  }

  /** @param path below `/api/2.0/`, as it was sent. Null: there is no such route. Throws INVALID_REQUEST. */
  find(method: string, path: string): FoundRoute | null {
    const exact = this.#exact.get(`${method} ${path}`);
    if (exact !== undefined) return { route: exact, params: {} };
    const parts = path.split('/');
    for (const pattern of this.#patterns) {
      if (pattern.route.method !== method || pattern.parts.length !== parts.length) continue;
      const params = paramsOf(pattern.parts, parts);
      if (params !== null) return { route: pattern.route, params };
    }
    return null;
  }
}

const paramsOf = (pattern: readonly string[], parts: readonly string[]): Record<string, string> | null => {
  const params: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const given = parts[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(wanted)?.[1];
    if (name === undefined) {
      if (given !== wanted) return null;
      continue;
    }
    const value = decoded(given);
    if (value === null) return null;
    params[name] = storable(value, name);
  }
  return params;
};

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};
