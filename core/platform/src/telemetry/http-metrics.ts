import { counter, type Metric, metricOf } from './metric.ts';

/** What every contract server tells. */
export const HTTP_METRICS = {
  requests: counter(
    'slipway_http_requests_total',
    'Requests to the API by route and status class; no route: there is none of that path.',
    ['method', 'route', 'status'],
  ),
} as const;

interface Counted {
  readonly labels: Readonly<Record<'method' | 'route' | 'status', string>>;
  value: number;
}

/** Counts the requests of a server. Routes are those that it declares, never paths of clients. */
export class RequestCounts {
  readonly #counts = new Map<string, Counted>();

  /** @param route as it is declared; undefined: none */
  add(method: string, route = '', status: number): void {
    const labels = { method: route === '' ? '' : method, route, status: `${Math.floor(status / 100)}xx` };
    const key = `${labels.method} ${route} ${labels.status}`;
    const counted = this.#counts.get(key);
    if (counted) counted.value += 1;
    else this.#counts.set(key, { labels, value: 1 });
  }

  metric(): Metric {
    return metricOf(HTTP_METRICS.requests, this.#counts.values());
  }
}
