import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earlierWeeks, precedingDay } from './comparable-windows.ts';
import { type VolumeFacts, volumeFindings } from './volume-findings.ts';

const facts = (over: Partial<VolumeFacts>): VolumeFacts => ({
  windowMinutes: 60,
  predictions: 100,
  history: [],
  gapMinutes: 0.1,
  waiting: { records: 0, oldestSeconds: null },
  ...over,
});
const states = (over: Partial<VolumeFacts>) => {
  const [volume, silence] = volumeFindings(facts(over));
  return [volume?.state, silence?.state];
};

test('a window is compared with comparable ones', () => {
  const history = [100, 98, 103, 101];
  assert.deepEqual(states({ history, predictions: 95 }), ['ok', 'ok']);
  assert.deepEqual(states({ history, predictions: 50 }), ['alert', 'ok']);
  assert.deepEqual(states({ history, predictions: 180 }), ['alert', 'ok']);
  assert.deepEqual(states({ history: [10, 300, 40, 150], predictions: 50 }), ['ok', 'ok'], 'overdispersed');
});

test('without history the bounds decide, and without bounds nobody does', () => {
  assert.deepEqual(states({ predictions: 3 }), ['insufficient_data', 'ok']);
  assert.deepEqual(states({ predictions: 3, minimum: 10 }), ['alert', 'ok']);
  assert.deepEqual(states({ predictions: 30, minimum: 10, maximum: 20 }), ['alert', 'ok']);
  assert.deepEqual(states({ predictions: 15, minimum: 10, maximum: 20 }), ['ok', 'ok']);
  assert.deepEqual(
    states({ predictions: 15, minimum: 10, history: [0, 1, 0, 2] }),
    ['ok', 'ok'],
    'hardly any history',
  );
});

test('silence is judged by the usual rate, or by a day', () => {
  const history = [120, 120, 120, 120];
  assert.deepEqual(states({ history, predictions: 120, gapMinutes: 6 }), ['ok', 'ok']);
  assert.deepEqual(states({ history, predictions: 120, gapMinutes: 8 }), ['ok', 'alert']);
  assert.equal(states({ gapMinutes: 600 })[1], 'ok');
  assert.equal(states({ gapMinutes: 1500, predictions: 0 })[1], 'alert');
  assert.equal(states({ gapMinutes: null, predictions: 0 })[1], 'insufficient_data');
});

test('missing rows are inconclusive while the log lags, but too many are not', () => {
  const waiting = { records: 40, oldestSeconds: 300 };
  const history = [100, 98, 103, 101];
  assert.deepEqual(states({ history, predictions: 0, gapMinutes: 90, waiting }), [
    'inconclusive',
    'inconclusive',
  ]);
  assert.deepEqual(states({ history, predictions: 300, waiting }), ['alert', 'ok']);
  assert.deepEqual(
    states({ history, predictions: 0, gapMinutes: 90, waiting: { records: 40, oldestSeconds: 3 } }),
    ['alert', 'alert'],
  );
});

test('comparable windows lie within the life of the endpoint', () => {
  const window = { from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' };
  assert.deepEqual(
    earlierWeeks(window, '2026-11-05T00:00:00.000Z').map(({ from }) => from),
    ['2026-11-15T10:00:00.000Z', '2026-11-08T10:00:00.000Z'],
  );
  assert.deepEqual(precedingDay(window, '2020-01-01T00:00:00.000Z'), {
    window: { from: '2026-11-21T10:00:00.000Z', to: window.from },
    bucketSeconds: 3600,
  });
  assert.equal(precedingDay(window, '2026-11-22T07:30:00.000Z')?.window.from, '2026-11-22T08:00:00.000Z');
  assert.equal(precedingDay(window, '2026-11-22T09:30:00.000Z'), null);
});
