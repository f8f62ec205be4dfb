import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DecisionForest,
  type Learner,
  type PredictionColumns,
  type TrainingColumns,
} from '../decision-forest.ts';
import { largestDifference, OnnxScorer } from '../testing/onnx-scores.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import { withoutWinnerTakesAll } from '../testing/ydf-zip.ts';
import { ydfToOnnx } from './ydf-to-onnx.ts';

const TOLERANCE = 1e-5;
const AIRPORTS = ['SEA', 'LAX', 'JFK', 'ORD', 'Zürich', 'DFW', 'DEN', 'ATL'];
type Goal = 'binary' | 'multiclass' | 'regression';

/** Rows to learn from: a tenth of the values missing, the label a noisy function of all three features. */
function training(goal: Goal, rows: number): TrainingColumns {
  const random = randomNumbers(7);
  const hour: number[] = [];
  const airport: string[] = [];
  const distance: number[] = [];
  const label: (string | number)[] = [];
  for (let row = 0; row < rows; row += 1) {
    const at = Math.floor(random() * AIRPORTS.length);
    const when = random();
    const far = random() * 3000;
    const effect = when + (at > 3 ? 0.5 : 0) + far / 10_000 + random() * 0.3;
    hour.push(random() < 0.1 ? Number.NaN : when);
    airport.push(random() < 0.1 ? '' : (AIRPORTS[at] ?? ''));
    distance.push(random() < 0.1 ? Number.NaN : far);
    label.push(goal === 'regression' ? effect : className(goal, effect));
  }
  return { hour, airport, distance, label: label as number[] | string[] };
}

function className(goal: Goal, effect: number): string {
  if (goal === 'binary') return effect > 1.1 ? 'late' : 'on time';
  return effect > 1.4 ? 'very late' : effect > 0.9 ? 'late' : 'on time';
}

/** Rows to predict for: missing values, values outside what was seen, airports that were never seen. */
function unseen(rows: number): PredictionColumns {
  const random = randomNumbers(11);
  const some = <T>(value: T): T | null => (random() < 0.15 ? null : value);
  const airport = () => {
    const at = Math.floor(random() * (AIRPORTS.length + 3));
    return AIRPORTS[at] ?? `new ${at}`;
  };
  return {
    hour: Array.from({ length: rows }, () => some(random() * 1.4 - 0.2)),
    airport: Array.from({ length: rows }, () => some(airport())),
    distance: Array.from({ length: rows }, () => some(random() * 4000)),
  };
}

async function assertAgreement(forest: DecisionForest, zip: Uint8Array, rows: number): Promise<void> {
  const questions = unseen(rows);
  const converted = await ydfToOnnx(zip);
  const scores = await (await OnnxScorer.open(converted)).score(questions);
  const difference = largestDifference(scores, forest.predict(questions));
  assert.ok(difference <= TOLERANCE, `differs by ${difference}`);
  assert.ok(new Set(scores).size > 1, 'the model says the same for every row');
}

const train = (learner: Learner, goal: Goal, rows: number) =>
  DecisionForest.train(
    { learner, label: 'label', task: goal === 'regression' ? 'REGRESSION' : 'CLASSIFICATION' },
    training(goal, rows),
  );

for (const goal of ['binary', 'multiclass', 'regression'] as const) {
  describe(goal, () => {
    test('gradient boosted trees: ONNX says what Yggdrasil says', async () => {
      const forest = await train('GradientBoostedTrees', goal, 1000);
      await assertAgreement(forest, await forest.save(), 3000);
    });

    test('random forest, each tree with one vote or with its distribution', async () => {
      const forest = await train('RandomForest', goal, 600);
      const zip = await forest.save();
      await assertAgreement(forest, zip, 3000);
      const distributed = await withoutWinnerTakesAll(zip, 40);
      await assertAgreement(await DecisionForest.load(distributed), distributed, 3000);
    });

    test('a single tree with distributions, which is what CART makes', async () => {
      const forest = await train('RandomForest', goal, 600);
      const cart = await withoutWinnerTakesAll(await forest.save(), 1);
      await assertAgreement(await DecisionForest.load(cart), cart, 3000);
    });

    test('CART, on as many rows as ydf-training can train it on', async () => {
      const forest = await train('Cart', goal, 15);
      await assertAgreement(forest, await forest.save(), 500);
    });
  });
}

test('CART on more rows fails with a message that says why', async () => {
  await assert.rejects(
    train('Cart', 'binary', 200),
    /Cart could not be trained: .*evaluates the pruned tree/,
  );
});

test('the positive class decides whose probability the score is, and stands second in the classes', async () => {
  const forest = await train('GradientBoostedTrees', 'binary', 400);
  const zip = await forest.save();
  const questions = unseen(100);
  const expected = forest.predict(questions);
  for (const positive of forest.classes) {
    const converted = await ydfToOnnx(zip, { positive });
    const scores = await (await OnnxScorer.open(converted)).score(questions);
    const second = converted.signature.classes[1] === forest.classes[1];
    assert.equal(converted.signature.classes[1], positive);
    assert.deepEqual(new Set(converted.signature.classes), new Set(forest.classes));
    const wanted = expected.map((score) => (second ? score : 1 - score));
    assert.ok(largestDifference(scores, wanted) <= TOLERANCE);
  }
  const swapped = await (await train('RandomForest', 'binary', 400)).save();
  const [one, other] = await Promise.all(
    forest.classes.map(async (positive) =>
      (await OnnxScorer.open(await ydfToOnnx(swapped, { positive }))).score(questions),
    ),
  );
  assert.ok(
    largestDifference(
      one!,
      [...other!].map((score) => 1 - score),
    ) <= TOLERANCE,
  );
  await assert.rejects(ydfToOnnx(zip, { positive: 'early' }), /no class early; the classes are/);
});

test('equal data makes the very same ONNX file', async () => {
  const files = await Promise.all(
    [1, 2].map(
      async () => (await ydfToOnnx(await (await train('GradientBoostedTrees', 'binary', 300)).save())).onnx,
    ),
  );
  assert.deepEqual(files[0], files[1]);
});
