import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { linearModel } from '@slipway/inference/fixtures';
import { evaluate } from './evaluate.ts';
import { type CaseOptions, evaluationCase } from './fixtures/evaluation-case.ts';

const reportOf = async (options: CaseOptions) => {
  const { directory, task } = await evaluationCase(options);
  try {
    return await evaluate(task, () => {});
  } finally {
    await rm(directory, { recursive: true });
  }
};

test('robustness and fairness of the champion stand beside those of the candidate, on the same rows', async () => {
  const champion = linearModel({ numbers: { distance: 0.5 }, category: null });
  const candidate = linearModel({ numbers: { hour: -0.25 } });
  const { robustness, championRobustness, fairness, championFairness } = await reportOf({
    rows: 600,
    candidate,
    champion,
    plan: { fairness: { groups: ['origin'] } },
  });
  const cases = (of: typeof robustness) => of!.cases.map(({ feature, change }) => `${feature} ${change}`);
  assert.deepEqual(cases(robustness).slice(0, 2), ['hour missing', 'hour below']);
  // The champion has another feature than the candidate, and it is changed to what the holdout says too.
  assert.deepEqual(cases(championRobustness), ['distance missing', 'distance below', 'distance above']);
  assert.ok(championRobustness!.cases.every(({ rows, refused }) => rows === 600 && refused === 0));
  assert.ok(Number(championRobustness!.cases[2]!.value) > 8);
  assert.equal(championRobustness!.rows, robustness!.rows);
  assert.deepEqual(
    fairness!.map(({ column, groups }) => [column, groups.map(({ group }) => group)]),
    championFairness!.map(({ column, groups }) => [column, groups.map(({ group }) => group)]),
  );
  const gap = (of: typeof fairness) => of![0]!.gaps.selectionRate!.difference.value!;
  // The candidate looks at the origin, and the champion does not.
  assert.ok(gap(fairness) > gap(championFairness) + 0.1);
});

test('an equal champion has equal evidence, and without one there is none of it', async () => {
  const model = linearModel();
  const plan = { fairness: { groups: ['origin'] } };
  const equal = await reportOf({ rows: 300, candidate: model, champion: model, plan });
  assert.deepEqual(equal.championRobustness, equal.robustness);
  assert.deepEqual(equal.championFairness, equal.fairness);
  const alone = await reportOf({ rows: 300, candidate: model, champion: null, plan });
  assert.equal(alone.championRobustness, undefined);
  assert.equal(alone.championFairness, undefined);
});

test('a feature of the champion that the holdout lacks is named', async () => {
  const champion = linearModel({ numbers: { weight: 1 } });
  await assert.rejects(reportOf({ rows: 60, champion }), {
    code: 'EVALUATION_IMPOSSIBLE',
    message: /the holdout does not have a feature of the champion, "weight"/,
  });
});
