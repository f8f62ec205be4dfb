import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArmEvidence, recommend, recommendationRule } from './recommendation.ts';

const brier = (value: number, upper: number) => ({
  value,
  lower: value - (upper - value),
  upper,
  level: 0.95,
  method: 'sequential',
});
const arm = (variant: string, over: Partial<ArmEvidence> = {}): ArmEvidence => ({
  variant,
  labelled: 5000,
  labelledUnits: 2000,
  versions: 1,
  difference: null,
  ...over,
});
const declared = { metric: 'brier', margin: 0.002, minimumDays: 0, plannedUnits: null } as const;
const ratio = { p: 0.4, ok: true };
const said = (challenger: Partial<ArmEvidence>, over: object = {}) =>
  recommend({
    arms: [arm('v1'), arm('v2', challenger)],
    sampleRatio: ratio,
    experiment: declared,
    days: 7,
    ...over,
  });

test('the table of the rule', () => {
  const table: [string, Partial<ArmEvidence>, object, string, string | null][] = [
    ['better for sure', { difference: brier(-0.004, -0.001) }, {}, 'promote', 'v2'],
    ['better, harm below the margin', { difference: brier(-0.001, 0.001) }, {}, 'promote', 'v2'],
    ['equal, harm below the margin', { difference: brier(0, 0.001) }, {}, 'promote', 'v2'],
    ['better, harm not ruled out', { difference: brier(-0.001, 0.003) }, {}, 'keep', 'v1'],
    ['at the margin is not below it', { difference: brier(-0.001, 0.002) }, {}, 'keep', 'v1'],
    ['worse, though harmless', { difference: brier(0.0005, 0.001) }, {}, 'keep', 'v1'],
    ['worse for sure', { difference: brier(0.01, 0.02) }, {}, 'keep', 'v1'],
    ['few labels', { difference: brier(-0.1, -0.05), labelled: 499 }, {}, 'wait', null],
    ['few units', { difference: brier(-0.1, -0.05), labelledUnits: 29 }, {}, 'wait', null],
    ['no difference', { difference: null }, {}, 'wait', null],
    ['two versions', { difference: brier(-0.1, -0.05), versions: 2 }, {}, 'inconclusive', null],
    [
      'split at fault',
      { difference: brier(-0.1, -0.05) },
      { sampleRatio: { p: 1e-6, ok: false } },
      'inconclusive',
      null,
    ],
    [
      'too early',
      { difference: brier(-0.1, -0.05) },
      { days: 6.9, experiment: { ...declared, minimumDays: 7 } },
      'wait',
      null,
    ],
    [
      'old enough',
      { difference: brier(-0.1, -0.05) },
      { experiment: { ...declared, minimumDays: 7 } },
      'promote',
      'v2',
    ],
    [
      'shown before the planned units',
      { difference: brier(-0.1, -0.05) },
      { experiment: { ...declared, plannedUnits: 2001 } },
      'promote',
      'v2',
    ],
    [
      'not shown, units to come',
      { difference: brier(0.001, 0.01) },
      { experiment: { ...declared, plannedUnits: 2001 } },
      'wait',
      null,
    ],
    [
      'not shown, units are there',
      { difference: brier(0.001, 0.01) },
      { experiment: { ...declared, plannedUnits: 2000 } },
      'keep',
      'v1',
    ],
    ['no challenger', {}, { arms: [arm('v1')] }, 'wait', null],
  ];
  for (const [name, challenger, over, action, variant] of table) {
    const found = said(challenger, over);
    assert.deepEqual([found.action, found.variant], [action, variant], name);
    assert.equal(found.rule, recommendationRule('brier'));
    assert.ok(found.reason.length > 10, name);
  }
});

test('of several challengers the best is judged', () => {
  const found = recommend({
    arms: [
      arm('v1'),
      arm('v2', { difference: brier(-0.001, 0.001) }),
      arm('v3', { difference: brier(-0.005, -0.001) }),
    ],
    sampleRatio: ratio,
    experiment: declared,
    days: 7,
  });
  assert.deepEqual([found.action, found.variant], ['promote', 'v3']);
});

test('more accuracy is better, so the sides change', () => {
  const accuracy = (value: number, lower: number) => ({
    value,
    lower,
    upper: 2 * value - lower,
    level: 0.95,
    method: 'sequential',
  });
  const experiment = { ...declared, metric: 'accuracy' as const, margin: 0.01 };
  const accurate = (value: number, lower: number) =>
    recommend({
      arms: [arm('v1'), arm('v2', { difference: accuracy(value, lower) })],
      sampleRatio: ratio,
      experiment,
      days: 7,
    }).action;
  assert.deepEqual(
    [accurate(0.02, 0.01), accurate(0, -0.009), accurate(0, -0.01), accurate(-0.001, -0.002)],
    ['promote', 'promote', 'keep', 'keep'],
  );
});
