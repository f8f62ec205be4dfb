import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExperimentPlanRequest } from '@slipway/contracts';
import { planExperiment } from './plan-experiment.ts';

const plan = (request: object) => planExperiment(ExperimentPlanRequest.parse(request));
const single = (request: object) => plan({ sequential: false, ...request });

test('R1.8a: units per arm of a single look', () => {
  assert.deepEqual(single({ baseline: 0.1, effect: 0.01 }).unitsPerArm, { control: 14749, treatment: 14749 });
  assert.equal(single({ baseline: 0.05, effect: 0.01 }).unitsPerArm.control, 8155);
  assert.equal(single({ baseline: 0.02, effect: 0.01 }).unitsPerArm.control, 3823);
  assert.equal(single({ baseline: 3, effect: 0.1, deviation: 1 }).unitsPerArm.control, 1570);
});

test('R1.8a: an unequal split needs more units in all', () => {
  const { units, unitsPerArm } = single({ baseline: 0.1, effect: 0.01, split: 0.1 });
  assert.deepEqual(unitsPerArm, { control: 76221, treatment: 8469 });
  assert.ok(Math.abs(units - 84689.4) < 2, String(units));
});

test('who looks at any time needs about twice the units', () => {
  const once = single({ baseline: 0.1, effect: 0.01 }).units;
  const any = plan({ baseline: 0.1, effect: 0.01 });
  assert.ok(any.units / once > 1.8 && any.units / once < 2.6, String(any.units / once));
  assert.match(any.method, /always-valid/);
});

test('days are whole weeks from a week on, and three at least', () => {
  const days = (unitsPerDay: number, coverage = 1) =>
    single({ baseline: 0.1, effect: 0.01, unitsPerDay, coverage }).days;
  assert.deepEqual([days(5000), days(5000, 0.5), days(10_000), days(1e6), days(1000)], [7, 14, 3, 3, 35]);
  assert.equal(single({ baseline: 0.1, effect: 0.01 }).days, null);
});

test('a share outside of (0, 1) is refused with its field', () => {
  for (const [request, field] of [
    [{ baseline: 0, effect: 0.1 }, 'baseline'],
    [{ baseline: 1.2, effect: 0.1 }, 'baseline'],
    [{ baseline: 0.9, effect: 0.1 }, 'effect'],
  ] as const)
    assert.throws(() => plan(request), { code: 'INVALID_REQUEST', field });
});
