import { counter, gauge, histogram } from '@slipway/platform';

const ENDPOINT = ['endpoint'] as const;
const VARIANT = ['endpoint', 'variant'] as const;
const PREDICTOR = ['role', 'deployment', 'predictor', 'address', 'release'] as const;

/**
 * What a gateway tells at GET /metrics. Labels are names that people gave and words of ours: no units, no inputs, no texts, so that
 * their number is bounded by what is configured.
 */
export const GATEWAY_METRICS = {
  info: gauge('slipway_gateway_info', 'Always 1; the name of the gateway in the log.', ['gateway']),
  ready: gauge('slipway_gateway_ready', '1 when load balancers may send requests here.'),
  endpointActive: gauge('slipway_gateway_endpoint_active', '1 when the endpoint is switched on.', ENDPOINT),
  routingRevision: gauge('slipway_gateway_routing_revision', 'Revision of the routing in force.', ENDPOINT),
  parametersRevision: gauge(
    'slipway_gateway_parameters_revision',
    'Revision of the serving parameters in force.',
    ENDPOINT,
  ),

  requests: counter(
    'slipway_gateway_requests_total',
    'Prediction requests by how they ended: status class, and `OK` or the error code. No endpoint: there is none of that name; no variant: none was chosen.',
    [...VARIANT, 'status', 'code'],
  ),
  duration: histogram(
    'slipway_gateway_request_duration_seconds',
    'Time of answered prediction requests in the gateway, seconds, by the variant of the first row.',
    VARIANT,
  ),
  httpErrors: counter(
    'slipway_gateway_http_errors_total',
    'Requests of any kind that were refused (`4xx`) or failed (`5xx`), also those that could not be read.',
    ['status'],
  ),
  assignments: counter(
    'slipway_gateway_assignments_total',
    'Rows by the variant that they were assigned to, and why.',
    [...VARIANT, 'reason'],
  ),
  rulesFired: counter('slipway_gateway_rules_fired_total', 'Rows on which a rule or condition fired.', [
    'endpoint',
    'rule',
  ]),
  ruleErrors: counter(
    'slipway_gateway_rule_errors_total',
    'Rows on which a rule or condition could not be evaluated, and so did not fire.',
    ['endpoint', 'rule'],
  ),
  fallbacks: counter(
    'slipway_gateway_fallbacks_total',
    'Times that a fallback was asked for in place of a variant.',
  ),
  outcomes: counter('slipway_gateway_outcomes_total', 'Outcomes in the log.'),

  inFlight: gauge('slipway_gateway_in_flight', 'Prediction requests under way.', ENDPOINT),
  limit: gauge(
    'slipway_gateway_concurrency_limit',
    'Prediction requests that may be under way, set or learnt.',
    ENDPOINT,
  ),
  shed: counter(
    'slipway_gateway_shed_total',
    'Prediction requests refused because too many were under way.',
    ['endpoint', 'priority'],
  ),
  retries: counter('slipway_gateway_retries_total', 'Further tries because one failed.', VARIANT),
  hedges: counter('slipway_gateway_hedges_total', 'Further tries because one took long.', VARIANT),
  retriesRefused: counter(
    'slipway_gateway_retries_refused_total',
    'Further tries that were not made because their budget was spent.',
    VARIANT,
  ),
  cache: counter('slipway_gateway_cache_total', 'Looks into the cache of answers: `hit` or `miss`.', [
    'result',
  ]),
  cacheEvictions: counter(
    'slipway_gateway_cache_evictions_total',
    'Answers that had to leave the cache for others.',
  ),
  cacheEntries: gauge('slipway_gateway_cache_entries', 'Answers in the cache.'),
  cacheBytes: gauge('slipway_gateway_cache_bytes', 'Memory of the answers in the cache, bytes.'),

  predictors: gauge('slipway_gateway_predictors', 'Predictors by what the gateway thinks of them.', [
    ...VARIANT,
    'state',
  ]),
  predictorsWanted: gauge('slipway_gateway_predictors_wanted', 'Predictors that the routing names.', VARIANT),
  breaker: gauge(
    'slipway_gateway_predictor_breaker',
    'Circuit breaker of a predictor: 0 closed, 1 half-open, 2 open. Role: `live`, or `shadow` for the connections of shadows.',
    PREDICTOR,
  ),
  ejected: gauge(
    'slipway_gateway_predictor_ejected',
    '1 while a predictor is left out because it does far worse than its siblings.',
    PREDICTOR,
  ),
  predictorInFlight: gauge(
    'slipway_gateway_predictor_in_flight',
    'Requests under way to a predictor.',
    PREDICTOR,
  ),
  predictorRequests: counter(
    'slipway_gateway_predictor_requests_total',
    'Requests to a predictor.',
    PREDICTOR,
  ),
  predictorExchanges: counter(
    'slipway_gateway_predictor_exchanges_total',
    'HTTP exchanges that carried the requests to a predictor: those of one moment travel together.',
    PREDICTOR,
  ),
  predictorFailures: counter('slipway_gateway_predictor_failures_total', 'Exchanges that failed.', PREDICTOR),

  shadowRows: counter(
    'slipway_gateway_shadow_rows_total',
    'Rows for shadows: `answered`, `failed` (in the log as errors), or `dropped` (not asked, because the shadow was too slow).',
    ['result'],
  ),
  logRows: counter(
    'slipway_gateway_log_rows_total',
    'Rows by what the log did with them: `logged`, `sampled-out`, `dropped` (answered, and the log was full), or `unlogged` (errors and shadows that it refused).',
    ['result'],
  ),
  logDegraded: gauge('slipway_gateway_log_degraded', '1 while the log takes nothing.'),
  logWait: histogram(
    'slipway_gateway_log_wait_seconds',
    'How long answers waited until their rows were as durable as configured, seconds.',
  ),
} as const;
