import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { permutationImportance } from './permutation-importance.ts';

const random = seededRandom(3);
const ROWS: Row[] = Array.from({ length: 400 }, () => ({
  strong: random(),
  weak: random(),
  unused: random(),
  group: random() < 0.5 ? 'a' : 'b',
}));
const truthOf = ({ strong, weak, group }: Row) =>
  4 * Number(strong) + 0.5 * Number(weak) + (group === 'a' ? 1 : 0);
const labels = Float64Array.from(ROWS, truthOf);
const measures = {
  loss: 'absolute error',
  losses: (truth: Float64Array, scores: Float64Array) =>
    truth.map((value, row) => Math.abs(value - scores[row]!)),
};
const score = async (rows: readonly Row[]) => Float64Array.from(rows, truthOf);
const features = ['unused', 'weak', 'group', 'strong'];
const measured = (seed = 1, by = score) =>
  permutationImportance({ features, rows: ROWS, labels, score: by, measures, seed });

test('features are ordered by what the model loses without them, with the spread of the repeats', async () => {
  const before = structuredClone(ROWS);
  const { loss, rows, repeats, baseline, features: found, unmeasured } = await measured();
  assert.deepEqual([loss, rows, repeats, baseline], ['absolute error', 400, 5, 0]);
  assert.deepEqual(
    found.map(({ feature }) => feature),
    ['strong', 'group', 'weak', 'unused'],
  );
  // E|x − x'| of two uniform numbers is 1/3: 4/3 for the strong one. Two groups of one half: 1/2.
  assert.ok(Math.abs(found[0]!.increase - 4 / 3) < 0.1, String(found[0]!.increase));
  assert.ok(Math.abs(found[1]!.increase - 0.5) < 0.05, String(found[1]!.increase));
  assert.deepEqual(found[3], { feature: 'unused', increase: 0, deviation: 0, lowest: 0, highest: 0 });
  for (const { increase, lowest, highest, deviation } of found.slice(0, 3))
    assert.ok(lowest < increase && increase < highest && deviation > 0);
  assert.deepEqual(unmeasured, []);
  assert.deepEqual(ROWS, before);
});

test('the same seed shuffles alike, another one otherwise', async () => {
  assert.deepEqual(await measured(7), await measured(7));
  assert.notDeepEqual(await measured(7), await measured(8));
});

test('a feature whose shuffled values have no answer is named, with the reason, and the rows are restored', async () => {
  const before = structuredClone(ROWS);
  const strange = new Set(ROWS.map(({ weak, strong }) => `${weak} ${strong}`));
  const { features: found, unmeasured } = await measured(1, (rows) => {
    if (rows.some(({ weak, strong }) => !strange.has(`${weak} ${strong}`))) throw new Error('NaN');
    return score(rows);
  });
  assert.deepEqual(found.map(({ feature }) => feature).sort(), ['group', 'unused']);
  assert.deepEqual(
    unmeasured.map(({ feature }) => feature),
    ['weak', 'strong'],
  );
  assert.deepEqual(ROWS, before);
});
