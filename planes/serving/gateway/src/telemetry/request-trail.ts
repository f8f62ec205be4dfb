import type { Span } from '@slipway/platform';

/** What becomes known of a request on its way, for metrics, log lines and traces; it never decides anything. */
export interface RequestTrail {
  /** Empty until it is known to exist. */
  endpoint: string;
  /** Of the first row: whom the assignment chose, then who answered. Empty until it is known. */
  variant: string;
  /** Id of the request in the log. Empty until it has one. */
  request: string;
  /** Of the error that it was answered with; null: none. */
  code: string | null;
  /** Null unless it is traced. */
  span: Span | null;
}

export const createTrail = (): RequestTrail => ({
  endpoint: '',
  variant: '',
  request: '',
  code: null,
  span: null,
});

const HTTP_FAULT = 500;

/** Ends the span of a request with its answer. That a client did something wrong is no error of the server's span. */
export const endSpan = ({ span, endpoint, variant, request, code }: RequestTrail, status: number): void => {
  const facts = {
    'slipway.endpoint': endpoint,
    'slipway.variant': variant,
    'slipway.request': request,
    'slipway.code': code,
    'http.response.status_code': status,
  };
  span?.end(facts, status >= HTTP_FAULT ? code : null);
};
