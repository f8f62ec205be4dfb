import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArmEvidence, RECOMMENDATION_RULE, recommend } from './recommendation.ts';

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
  brier: null,
  ...over,
});
const ratio = { p: 0.4, ok: true };
const said = (challenger: Partial<ArmEvidence>, over: object = {}) =>
  recommend({ arms: [arm('v1'), arm('v2', challenger)], sampleRatio: ratio, margin: 0.002, ...over });

test('the table of the rule', () => {
  const table: [string, Partial<ArmEvidence>, object, string, string | null][] = [
    ['better for sure', { brier: brier(-0.004, -0.001) }, {}, 'promote', 'v2'],
    ['better, harm below the margin', { brier: brier(-0.001, 0.001) }, {}, 'promote', 'v2'],
    ['equal, harm below the margin', { brier: brier(0, 0.001) }, {}, 'promote', 'v2'],
    ['better, harm not ruled out', { brier: brier(-0.001, 0.003) }, {}, 'keep', 'v1'],
    ['at the margin is not below it', { brier: brier(-0.001, 0.002) }, {}, 'keep', 'v1'],
    ['worse, though harmless', { brier: brier(0.0005, 0.001) }, {}, 'keep', 'v1'],
    ['worse for sure', { brier: brier(0.01, 0.02) }, {}, 'keep', 'v1'],
    ['few labels', { brier: brier(-0.1, -0.05), labelled: 499 }, {}, 'wait', null],
    ['few units', { brier: brier(-0.1, -0.05), labelledUnits: 29 }, {}, 'wait', null],
    ['no difference', { brier: null }, {}, 'wait', null],
    ['two versions', { brier: brier(-0.1, -0.05), versions: 2 }, {}, 'wait', null],
    ['split at fault', { brier: brier(-0.1, -0.05) }, { sampleRatio: { p: 1e-6, ok: false } }, 'wait', null],
    ['no challenger', {}, { arms: [arm('v1')] }, 'wait', null],
  ];
  for (const [name, challenger, over, action, variant] of table) {
    const found = said(challenger, over);
    assert.deepEqual([found.action, found.variant], [action, variant], name);
    assert.equal(found.rule, RECOMMENDATION_RULE);
    assert.ok(found.reason.length > 10, name);
  }
});

test('of several challengers the best is judged', () => {
  const found = recommend({
    arms: [
      arm('v1'),
      arm('v2', { brier: brier(-0.001, 0.001) }),
      arm('v3', { brier: brier(-0.005, -0.001) }),
    ],
    sampleRatio: ratio,
    margin: 0.002,
  });
  assert.deepEqual([found.action, found.variant], ['promote', 'v3']);
});
