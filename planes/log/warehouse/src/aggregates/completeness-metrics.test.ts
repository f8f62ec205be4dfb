import assert from 'node:assert/strict';
import { it } from 'node:test';
import { metricsText } from '@slipway/platform';
import { parseMetrics } from '@slipway/platform/fixtures';
import { completenessMetrics } from './completeness-metrics.ts';

it('what is answered and nowhere is missing', () => {
  const text = metricsText(
    completenessMetrics({
      answered: 100,
      stored: 60,
      waiting: 20,
      sampledOut: 10,
      dropped: 7,
      quarantined: 1,
      outcomes: 5,
      oldestWaitingSeconds: null,
    }),
  );
  const values = Object.fromEntries([...parseMetrics(text).values()].flatMap(({ series }) => [...series]));
  assert.deepEqual(values, {
    slipway_log_answered_rows: 100,
    'slipway_log_rows{result="stored"}': 60,
    'slipway_log_rows{result="waiting"}': 20,
    'slipway_log_rows{result="sampled-out"}': 10,
    'slipway_log_rows{result="dropped"}': 7,
    slipway_log_missing_rows: 3,
    slipway_log_quarantined_segments: 1,
    slipway_log_outcomes: 5,
    slipway_log_oldest_waiting_seconds: 0,
  });
});
