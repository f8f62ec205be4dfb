import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricsText } from '@slipway/platform';
import { RequestMeter } from './request-meter.ts';
import { requestMetrics } from './request-metrics.ts';

const linesOf = (meter: RequestMeter, name: string): string[] =>
  metricsText(requestMetrics(meter))
    .split('\n')
    .filter((line) => line.startsWith(name));

test('requests are told apart by endpoint, variant and how they ended', () => {
  const meter = new RequestMeter();
  meter.answered('flights', 'v1', 3);
  meter.answered('flights', 'v1', 700);
  meter.answered('flights', 'v2', 1);
  meter.failed('flights', '', 'INVALID_JSON');
  meter.failed('flights', 'v1', 'TIMEOUT');
  meter.failed('flights', 'v1', 'TIMEOUT');
  meter.failed('', '', 'ENDPOINT_UNKNOWN');
  assert.deepEqual(linesOf(meter, 'slipway_gateway_requests_total'), [
    'slipway_gateway_requests_total{endpoint="flights",variant="v1",status="2xx",code="OK"} 2',
    'slipway_gateway_requests_total{endpoint="flights",variant="v2",status="2xx",code="OK"} 1',
    'slipway_gateway_requests_total{endpoint="flights",variant="",status="4xx",code="INVALID_JSON"} 1',
    'slipway_gateway_requests_total{endpoint="flights",variant="v1",status="5xx",code="TIMEOUT"} 2',
    'slipway_gateway_requests_total{endpoint="",variant="",status="4xx",code="ENDPOINT_UNKNOWN"} 1',
  ]);
  const bucket = (variant: string, le: string) =>
    `slipway_gateway_request_duration_seconds_bucket{endpoint="flights",variant="${variant}",le="${le}"}`;
  const lines = linesOf(meter, 'slipway_gateway_request_duration_seconds_bucket');
  for (const line of [
    `${bucket('v1', '0.005')} 1`,
    `${bucket('v1', '0.5')} 1`,
    `${bucket('v1', '+Inf')} 2`,
    `${bucket('v2', '0.001')} 1`,
  ])
    assert.ok(lines.includes(line), line);
});

test('assignments and rules are counted in rows', () => {
  const meter = new RequestMeter();
  const [active, weighed] = [
    { variant: 'v1', reason: 'active' } as const,
    { variant: 'v2', reason: 'weights' } as const,
  ];
  meter.assigned('flights', [active, active, weighed, active]);
  meter.assigned('flights', [weighed]);
  meter.fired('flights', [{ rules: ['far', 'odd'] }, { rules: [] }, { rules: ['far'] }]);
  assert.deepEqual(linesOf(meter, 'slipway_gateway_assignments_total'), [
    'slipway_gateway_assignments_total{endpoint="flights",variant="v1",reason="active"} 3',
    'slipway_gateway_assignments_total{endpoint="flights",variant="v2",reason="weights"} 2',
  ]);
  assert.deepEqual(linesOf(meter, 'slipway_gateway_rules_fired_total'), [
    'slipway_gateway_rules_fired_total{endpoint="flights",rule="far"} 2',
    'slipway_gateway_rules_fired_total{endpoint="flights",rule="odd"} 1',
  ]);
});
