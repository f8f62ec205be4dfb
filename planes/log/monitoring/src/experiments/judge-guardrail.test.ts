import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterSums } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { singleRequests } from '../testing/simulated-counts.ts';
import { judgeGuardrail } from './judge-guardrail.ts';

const judged = (arm: ClusterSums | null, control: ClusterSums | null, margin = 0, alpha = 0.05) =>
  judgeGuardrail({ variant: 'v2', guardrail: { metric: 'errors', margin }, arm, control, alpha });

const close = (actual: number | null, expected: number, digits: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 10 ** -digits, `${actual} is not ${expected}`);

test('R1.3e: the one-sided bound of the harm decides', () => {
  const fine = judged(singleRequests(60, 5000), singleRequests(50, 5000));
  close(fine.harm.value, 0.002, 12);
  close(fine.harm.lower, -0.00384344, 8);
  assert.equal(fine.state, 'ok');
  const harmful = judged(singleRequests(90, 5000), singleRequests(50, 5000));
  close(harmful.harm.lower, 0.00142123, 8);
  assert.equal(harmful.state, 'stop');
  const early = judged(singleRequests(35, 1000), singleRequests(10, 1000));
  close(early.harm.lower, 0.00592718, 8);
  assert.equal(early.state, 'stop');
});

test('harm within the margin is accepted', () => {
  assert.equal(judged(singleRequests(35, 1000), singleRequests(10, 1000), 0.005).state, 'stop');
  assert.equal(judged(singleRequests(35, 1000), singleRequests(10, 1000), 0.006).state, 'ok');
});

test('a control that never failed can be compared with', () => {
  const found = judged(singleRequests(100, 1000), singleRequests(0, 1000));
  assert.equal(found.state, 'stop');
  assert.deepEqual([found.arm, found.control], [0.1, 0]);
  assert.equal(judged(singleRequests(0, 1000), singleRequests(0, 1000)).state, 'ok');
  assert.equal(judged(singleRequests(1000, 1000), singleRequests(0, 1000)).state, 'stop');
});

test('few requests, few units or none say nothing', () => {
  const states = [
    judged(singleRequests(99, 99), singleRequests(0, 1000)),
    judged(singleRequests(500, 1000), singleRequests(0, 99)),
    judged({ units: 29, m: 290, d: 290, mm: 2900, dd: 2900, md: 2900 }, singleRequests(0, 1000)),
    judged(null, singleRequests(0, 1000)),
    judged(singleRequests(10, 10), null),
  ].map(({ state }) => state);
  assert.deepEqual(states, Array(5).fill('insufficient_data'));
});

test('requests of a unit that are alike count for less', () => {
  // 100 units of 50 requests: each unit fails wholly or never.
  const clustered = (units: number): ClusterSums => ({
    units: 100,
    m: units * 50,
    d: 5000,
    mm: units * 2500,
    dd: 250_000,
    md: units * 2500,
  });
  assert.equal(judged(singleRequests(400, 5000), singleRequests(200, 5000)).state, 'stop');
  assert.equal(judged(clustered(8), clustered(4)).state, 'ok');
});

test('without an effect, looks at every hundred requests stop fewer than one experiment in twenty', () => {
  const random = seededRandom(31);
  const experiments = 400;
  let stopped = 0;
  for (let run = 0; run < experiments; run++) {
    const bad = [0, 0];
    for (let requests = 100; requests <= 5000; requests += 100) {
      for (let i = 0; i < 100; i++) for (const arm of [0, 1]) if (random() < 0.03) bad[arm]! += 1;
      if (judged(singleRequests(bad[1]!, requests), singleRequests(bad[0]!, requests)).state === 'stop') {
        stopped += 1;
        break;
      }
    }
  }
  assert.ok(stopped / experiments < 0.05, `${stopped} of ${experiments}`);
});
