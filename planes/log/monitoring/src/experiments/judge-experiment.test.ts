import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArmCounts, Experiment } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { experimentOf } from '../testing/experiment.ts';
import { armCounts } from '../testing/simulated-counts.ts';
import { guardrailResults, thresholdsOf } from './guardrail-results.ts';
import { judgeCounts, judgeEnd } from './judge-experiment.ts';

const experiment = experimentOf([
  ['v1', 0.5],
  ['v2', 0.25],
  ['v3', 0.25],
]);
const window = { from: '2026-11-22T08:00:00.000Z', to: '2026-11-22T09:00:00.000Z' };
/** The same counts in every window. */
const everywhere = (...arms: ArmCounts[]) => ({
  windows: Array.from({ length: 5 }, () => ({ window, arms })),
});

test('every guardrail of every challenger is judged, with its share of the error rate', () => {
  const guarded: Experiment = {
    ...experiment,
    guardrails: [
      { metric: 'errors', margin: 0.005 },
      { metric: 'latency', overMs: 200, margin: 0.01 },
      { metric: 'latency', overMs: 50, margin: 0.01 },
      { metric: 'fallback', margin: 0 },
    ],
  };
  assert.deepEqual(thresholdsOf(guarded), [200, 50]);
  const results = guardrailResults(guarded, [
    armCounts('v1', 2000, { slow: [10, 100] }),
    armCounts('v2', 2000, { slow: [10, 300] }),
    armCounts('v3', 2000, { slow: [10, 100], fallbacks: 200 }),
  ]);
  assert.deepEqual(
    results.map(({ variant, metric, overMs, state }) => [variant, metric, overMs, state]),
    [
      ['v2', 'errors', null, 'ok'],
      ['v2', 'latency', 200, 'ok'],
      ['v2', 'latency', 50, 'stop'],
      ['v2', 'fallback', null, 'ok'],
      ['v3', 'errors', null, 'ok'],
      ['v3', 'latency', 200, 'ok'],
      ['v3', 'latency', 50, 'ok'],
      ['v3', 'fallback', null, 'stop'],
    ],
  );
  assert.equal(results[0]?.harm.level, 1 - 0.05 / 8);
});

test('a shadow is compared with the answers to the same requests', () => {
  const shadow: Experiment = { ...experimentOf([['v2', 1]]), kind: 'shadow' };
  const live = armCounts('v1', 1000, { errors: 0 }).sums;
  const [found] = guardrailResults(shadow, [armCounts('v2', 1000, { errors: 100 }, live)]);
  assert.deepEqual([found?.arm, found?.control, found?.state], [0.1, 0, 'stop']);
});

test('a harmful arm stops the experiment, with the figures in the reason', () => {
  const stop = judgeCounts(
    experiment,
    everywhere(armCounts('v1', 5000, { errors: 5 }), armCounts('v2', 5000, { errors: 150 })),
  );
  assert.equal(stop?.cause, 'guardrail');
  assert.match(
    stop.reason,
    /^3\.00 % of 5000 requests of v2 failed, against 0\.10 % of its control: harm of at least 2\.\d\d %/,
  );
  assert.equal(judgeCounts(experiment, everywhere(armCounts('v1', 5000), armCounts('v2', 5000))), null);
  assert.equal(judgeCounts(experiment, everywhere()), null);
});

test('an arm that alone burns its error budget stops it, guarded or not', () => {
  const unguarded: Experiment = { ...experiment, guardrails: [], endsAt: '2030-01-01T00:00:00.000Z' };
  const stop = judgeCounts(
    unguarded,
    everywhere(armCounts('v1', 600), armCounts('v2', 600), armCounts('v3', 600, { errors: 10 })),
  );
  assert.equal(stop?.cause, 'burn');
  assert.match(stop.reason, /^10 of 600 requests of v3 failed in the last 60 minutes/);
  const judged = (control: number, arm: number, requests = 600) =>
    judgeCounts(
      unguarded,
      everywhere(armCounts('v1', requests, { errors: control }), armCounts('v2', requests, { errors: arm })),
    )?.cause ?? null;
  assert.equal(judged(0, 9), null, 'fewer than ten failures are no outage');
  assert.equal(judged(12, 12), null, 'what ails both arms is not the arm');
  assert.equal(judged(12, 200), 'burn', 'unless it burns ten times as fast');
  assert.equal(judged(0, 10, 700), 'burn', 'R6.5: 1.43 % is below 1.44 %, but above 0.6 % over six hours');
  assert.equal(judged(0, 10, 1700), null);
});

test('both windows must burn: what is over stops nothing', () => {
  const [bad, good] = [armCounts('v2', 600, { errors: 30 }), armCounts('v2', 600)];
  const control = armCounts('v1', 600);
  const windows = [good, bad, good, bad, good].map((arm) => ({ window, arms: [control, arm] }));
  assert.equal(judgeCounts({ ...experiment, guardrails: [] }, { windows }), null);
});

test('slow answers burn a budget of their own', () => {
  const guarded: Experiment = { ...experiment, guardrails: [{ metric: 'latency', overMs: 100, margin: 1 }] };
  const stop = judgeCounts(
    guarded,
    everywhere(armCounts('v1', 200, { slow: [2] }), armCounts('v2', 200, { slow: [150] })),
  );
  assert.equal(stop?.cause, 'burn');
  assert.match(stop.reason, /150 of 200 requests of v2 were slower than 100 ms/);
});

test('the end date is met to the millisecond', () => {
  const end = '2026-11-22T09:00:00.000Z';
  assert.equal(judgeEnd({ endsAt: end }, Date.parse(end) - 1), null);
  assert.equal(judgeEnd({ endsAt: end }, Date.parse(end))?.cause, 'end');
  assert.equal(judgeEnd({}, Date.parse(end)), null);
});

test('without an effect, fewer than one experiment in twenty is stopped by any rule', () => {
  const random = seededRandom(77);
  const experiments = 300;
  const guarded = experimentOf([
    ['v1', 0.5],
    ['v2', 0.5],
  ]);
  for (const share of [0.001, 0.005]) {
    let stopped = 0;
    for (let run = 0; run < experiments; run++) {
      // 40 looks, one a minute and 100 requests per arm: short windows are the last 5 and 30 looks, long ones hold them all.
      const history: [number, number][] = [];
      for (let look = 0; look < 40; look++) {
        const bad: [number, number] = [0, 0];
        for (let i = 0; i < 100; i++) for (const arm of [0, 1] as const) if (random() < share) bad[arm] += 1;
        history.push(bad);
        const over = (looks: number) => {
          const last = history.slice(-looks);
          const arm = (index: 0 | 1) =>
            armCounts(`v${index + 1}`, last.length * 100, {
              errors: last.reduce((sum, each) => sum + each[index], 0),
            });
          return { window, arms: [arm(0), arm(1)] };
        };
        const windows = [over(40), over(40), over(5), over(40), over(30)];
        if (
          judgeCounts({ ...guarded, guardrails: [{ metric: 'errors', margin: 0 }] }, { windows }) !== null
        ) {
          stopped += 1;
          break;
        }
      }
    }
    assert.ok(stopped / experiments < 0.05, `${stopped} of ${experiments} at ${share}`);
  }
});
