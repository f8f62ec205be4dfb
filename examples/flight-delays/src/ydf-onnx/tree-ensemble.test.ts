import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OnnxScorer } from '../testing/onnx-scores.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import type { Condition } from './condition.ts';
import type { Column } from './data-spec.ts';
import type { DecisionTree, Leaf } from './decision-tree.ts';
import { matrixPlaces } from './matrix-places.ts';
import { onnxFile } from './onnx-graph.ts';
import { setTables } from './set-tables.ts';
import { TreeEnsemble } from './tree-ensemble.ts';

const WORDS = Array.from({ length: 12 }, (_, i) => `w${i + 1}`);
const COLUMNS: readonly Column[] = [
  { name: 'number', kind: 'number' },
  { name: 'first', kind: 'category', vocabulary: WORDS },
  { name: 'second', kind: 'category', vocabulary: WORDS },
];
const INPUTS = [0, 1, 2];
/** A number, and two category indices; null is missing, index 0 out of dictionary. */
type Row = readonly (number | null)[];

function randomTree(random: () => number, depth: number): DecisionTree {
  // Few different leaves, so that subtrees look alike, as those of a random forest do.
  if (depth === 0 || random() < 0.15) return { kind: 'leaf', topClass: 1 + Math.floor(random() * 2) };
  const { attribute, condition } = randomTest(random);
  const negative = randomTree(random, depth - 1);
  return {
    kind: 'split',
    attribute,
    condition,
    missingHolds: random() < 0.5,
    negative,
    positive: randomTree(random, depth - 1),
  };
}

function randomTest(random: () => number): { attribute: number; condition: Condition } {
  const kind = random();
  if (kind < 0.2) return { attribute: Math.floor(random() * 3), condition: { kind: 'missing' } };
  if (kind < 0.4) return { attribute: 0, condition: { kind: 'at-least', threshold: Math.fround(random()) } };
  const share = random() * 1.2;
  const elements = Array.from({ length: WORDS.length + 1 }, (_, index) => index).filter(
    () => random() < share,
  );
  return { attribute: 1 + Math.floor(random() * 2), condition: { kind: 'member', elements } };
}

/** What the tree says, read from its definition. */
function reach(tree: DecisionTree, row: Row): Leaf {
  if (tree.kind === 'leaf') return tree;
  const { condition, attribute, missingHolds, positive, negative } = tree;
  const value = row[attribute] ?? null;
  const holds =
    condition.kind === 'missing'
      ? value === null
      : value === null
        ? missingHolds
        : condition.kind === 'member'
          ? condition.elements.includes(value)
          : condition.kind === 'at-least' && value >= condition.threshold;
  return reach(holds ? positive : negative, row);
}

function randomRow(random: () => number): Row {
  const missing = () => random() < 0.15;
  const index = () => (missing() ? null : Math.floor(random() * (WORDS.length + 1)));
  return [missing() ? null : Math.fround(random()), index(), index()];
}

for (const tabled of [[1, 2], [1], []]) {
  test(`random trees vote in ONNX Runtime as they are defined, with ${tabled.length} of 2 categories in tables`, () =>
    assertVotes(tabled));
}

async function assertVotes(tabled: readonly number[]): Promise<void> {
  const random = randomNumbers(20_010_101);
  for (let forest = 0; forest < 80; forest += 1) {
    const trees = Array.from({ length: 6 }, () => randomTree(random, 4));
    const tables = setTables(trees, COLUMNS, tabled);
    const ensemble = new TreeEnsemble(COLUMNS, matrixPlaces(INPUTS, tables), tables);
    for (const tree of trees) ensemble.add(tree, ({ topClass = 0 }) => ({ target: topClass - 1, weight: 1 }));
    const plan = { targets: 2, votes: () => [], divisor: 1, bias: [], link: 'none' } as const;
    const onnx = onnxFile({
      features: COLUMNS,
      tables: INPUTS.map((input) => tables.get(input)),
      trees: ensemble.attributes,
      plan,
      score: 'score',
      metadata: {},
    });
    const scorer = await OnnxScorer.open({
      onnx,
      signature: {
        task: 'multiclass',
        layout: 'columns',
        score: 'score',
        classes: ['1', '2'],
        features: [],
        outputs: [],
        inputs: COLUMNS.map(({ name, kind }) => ({
          name,
          datatype: kind === 'category' ? 'BYTES' : 'FP32',
          shape: [-1, 1],
        })),
      },
    });
    const rows = Array.from({ length: 200 }, () => randomRow(random));
    const word = (index: number | null | undefined) =>
      index === null || index === undefined ? null : (WORDS[index - 1] ?? 'never seen');
    const votes = await scorer.score({
      number: rows.map(([number]) => number ?? null),
      first: rows.map(([, first]) => word(first)),
      second: rows.map(([, , second]) => word(second)),
    });
    const expected = rows.flatMap((row) => {
      const ones = trees.filter((tree) => reach(tree, row).topClass === 1).length;
      return [ones, trees.length - ones];
    });
    assert.deepEqual([...votes], expected, `forest ${forest}`);
  }
}
