import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvaluationPlan, ModelSignature } from '@slipway/contracts';
import { EvaluationResult } from '../worker/evaluation-task.ts';
import { labelReader } from './label.ts';
import { buildReport } from './report.ts';
import { SliceColumnBuilder } from './slice-column.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const ROWS = 120;
const CLASSES = { binary: ['no', 'yes'], multiclass: ['a', 'b', 'c'], regression: [] };
type Task = keyof typeof CLASSES;

const signatureOf = (task: Task) =>
  ModelSignature.parse({
    task,
    features: [{ name: 'x', kind: 'number' }],
    layout: 'columns',
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }],
    outputs: [{ name: 'score', datatype: 'FP32', shape: [-1, task === 'multiclass' ? 3 : 1] }],
    score: 'score',
    classes: CLASSES[task],
  });

interface Case {
  readonly labels: readonly number[];
  readonly candidate: readonly number[];
  readonly champion?: readonly number[];
  readonly plan?: object;
  /** One text per row. */
  readonly columns?: Readonly<Record<string, readonly (string | null)[]>>;
}

/** The report, which satisfies the contract: no NaN and no infinity is in it. */
const report = (task: Task, { labels, candidate, champion, plan = {}, columns = {} }: Case) => {
  const built = buildReport({
    signature: signatureOf(task),
    artifact: DIGEST,
    snapshot: DIGEST,
    plan: EvaluationPlan.parse({ holdout: 'select 1', label: 'y', ...plan }),
    seed: 1,
    rows: {
      labels: Float64Array.from(labels),
      candidate: Float64Array.from(candidate),
      champion: champion === undefined ? null : Float64Array.from(champion),
    },
    sliceColumns: Object.entries(columns).map(([name, cells]) => {
      const builder = new SliceColumnBuilder(name, cells.length, { texts: true, numbers: false });
      builder.add([...cells], 0);
      return builder.build();
    }),
    champion: champion === undefined ? null : { model: 'm', version: 1, artifact: DIGEST },
  });
  return EvaluationResult.parse({ ...built, seconds: 0 });
};

const many = <T>(make: (row: number) => T, rows = ROWS): T[] =>
  Array.from({ length: rows }, (_, row) => make(row));
const some = many((row) => ((row * 7919) % 101) / 101);
const others = many((row) => ((row * 104_729) % 97) / 97);
const halves = many((row) => row % 2);

test('one class, equal scores, few rows: every task has a report, alone and against a champion', () => {
  const thirds = many((row) => row % 3);
  const certain = many((i) => (i % 3 === 0 ? 1 : 0), 3 * ROWS);
  const equal = many(() => 1 / 3, 3 * ROWS);
  for (const rows of [1, 2, 3, 49, 50, ROWS]) {
    const cut = (values: readonly number[], width = 1) => values.slice(0, rows * width);
    for (const [labels, candidate, champion] of [
      [many(() => 1), some, others],
      [many(() => 0), some, others],
      [halves, many(() => 0.5), others],
      [halves, many(() => 0), many(() => 1)],
      [halves, halves, halves],
    ] as const) {
      report('binary', { labels: cut(labels), candidate: cut(candidate) });
      report('binary', { labels: cut(labels), candidate: cut(candidate), champion: cut(champion) });
    }
    for (const labels of [thirds, many(() => 2), many((row) => row % 2)])
      report('multiclass', { labels: cut(labels), candidate: cut(equal, 3), champion: cut(certain, 3) });
    for (const labels of [many(() => 0.1), many(() => 0), many((row) => 5e-324 * (row + 1)), some])
      report('regression', { labels: cut(labels), candidate: cut(some), champion: cut(others) });
  }
});

test('labels that do not vary have no R², nor a difference of it, and nothing is shown by it', () => {
  const labels = many(() => 0.1);
  const plan = { margins: { r2: 0.1 }, primary: 'r2' };
  const { metrics, comparison } = report('regression', { labels, candidate: some, champion: others, plan });
  assert.equal(metrics.r2?.value, null);
  const { difference, p, nonInferiority } = comparison!.metrics.r2!;
  assert.deepEqual(
    [difference.value, difference.method, p, nonInferiority?.verdict],
    [null, 'undefined: every label is the same', null, 'inconclusive'],
  );
  assert.equal(comparison?.verdict?.verdict, 'inconclusive');
});

test('values up to 1e35 are measured, and larger ones are refused with their row', () => {
  const read = labelReader('y', signatureOf('regression'));
  assert.equal(read(-1e35, 0), -1e35);
  for (const cell of [1.1e35, Number.POSITIVE_INFINITY, Number.NaN])
    assert.throws(() => read(cell, 7), {
      code: 'EVALUATION_IMPOSSIBLE',
      message: /in row 7, not a finite number/,
    });
  const labels = some.map((value) => value * 1e35);
  const { metrics } = report('regression', { labels, candidate: others.map((value) => -value * 1e35) });
  for (const name of ['mae', 'rmse', 'r2']) assert.ok(metrics[name]!.lower !== null, name);
});

test('a slice in which every row is worse by the same amount is harmed', () => {
  const labels = many((row) => row);
  const plan = { slices: [{ column: 'city' }] };
  const columns = { city: many((row) => (row < 60 ? 'A' : 'B')) };
  const { slices } = report('regression', {
    labels,
    candidate: many((row) => (row < 60 ? row + 2 : row + 1)),
    champion: many((row) => (row < 60 ? row + 1 : row + 2)),
    plan,
    columns,
  });
  assert.deepEqual(
    slices.map(({ value, harm }) => [
      value,
      harm?.difference.value,
      harm?.significant,
      harm!.adjustedP < 1e-6,
    ]),
    [
      ['A', 1, true, true],
      ['B', -1, false, false],
    ],
  );
});

test('a slice says something from 50 rows on, and a column without values is one slice', () => {
  const { slices, fairness } = report('binary', {
    labels: halves,
    candidate: some,
    plan: { slices: [{ column: 'city' }, { column: 'empty' }], fairness: { groups: ['empty'] } },
    columns: { city: many((row) => (row < 49 ? 'A' : row < 99 ? 'B' : 'C')), empty: many(() => null) },
  });
  assert.deepEqual(
    slices.map(({ value, rows, status }) => [value, rows, status]),
    [
      ['B', 50, 'ok'],
      ['A', 49, 'insufficient'],
      ['C', 21, 'insufficient'],
      ['(missing)', ROWS, 'ok'],
    ],
  );
  assert.deepEqual(fairness?.[0]?.gaps, {});
});

test('an AUC of several classes without variance has the interval of few trials, not a point', () => {
  const labels = many((row) => row % 3);
  const perfect = many((i) => (Math.floor(i / 3) % 3 === i % 3 ? 0.8 : 0.1), 3 * ROWS);
  for (const candidate of [perfect, many(() => 1 / 3, 3 * ROWS)]) {
    const { auc } = report('multiclass', { labels, candidate }).metrics;
    assert.match(auc!.method, /^wilson-smaller-class, one-vs-rest of 3 classes$/);
    assert.ok(auc!.lower! < auc!.value! - 0.05);
  }
});

test('a class that never occurs does not count', () => {
  const scores = many(
    (i) => [0.2 + 0.5 * some[Math.floor(i / 3)]!, 0.3, 0.5 - 0.5 * some[Math.floor(i / 3)]!][i % 3]!,
    3 * ROWS,
  );
  const { metrics } = report('multiclass', { labels: halves, candidate: scores });
  assert.match(metrics.auc!.method, /of 2 classes/);
});

test('every metric of several classes has the paired bootstrap beside its test', () => {
  const labels = many((row) => row % 3);
  const noisy = (noise: readonly number[]) =>
    many((i) => {
      const row = Math.floor(i / 3);
      const own = 1 / 3 + noise[row]! * 0.5;
      return row % 3 === i % 3 ? own : (1 - own) / 2;
    }, 3 * ROWS);
  const { metrics } = report('multiclass', {
    labels,
    candidate: noisy(some),
    champion: noisy(others.map((value) => value - 0.4)),
  }).comparison!;
  for (const [name, { difference, bootstrap, method }] of Object.entries(metrics)) {
    const found = method === 'paired-bootstrap' ? difference : bootstrap;
    assert.match(found?.method ?? '', /^paired-bootstrap, 10000 resamples/, name);
    assert.ok(found!.lower! <= difference.value! && difference.value! <= found!.upper!, name);
  }
  const { difference, bootstrap } = metrics.auc!;
  const width = ({ lower, upper }: { lower: number | null; upper: number | null }) => upper! - lower!;
  const ratio = width(bootstrap!) / width(difference);
  assert.ok(ratio > 0.8 && ratio < 1.25, `the bootstrap and DeLong agree: ${ratio}`);
});

test('few groups of a ranking have no interval, and decide nothing', () => {
  const plan = { ranking: { group: 'query', at: 5 } };
  for (const [groups, known] of [
    [1, false],
    [9, false],
    [10, true],
  ] as const) {
    const columns = { query: many((row) => `q${row % groups}`) };
    const labels = many((row) => (row % 7 < 2 ? 1 : 0));
    const { metrics, comparison } = report('binary', {
      labels,
      candidate: some,
      champion: labels,
      plan,
      columns,
    });
    assert.equal(metrics.ndcg!.lower !== null, known, String(groups));
    assert.equal(comparison?.verdict?.reasons[0]?.verdict, known ? 'fail' : 'inconclusive');
  }
  const alone = { query: many((row) => `q${row}`) };
  const { metrics } = report('binary', { labels: halves, candidate: some, plan, columns: alone });
  assert.deepEqual([metrics.ndcg?.value, metrics.groupAuc?.value], [1, null]);
});

test('a ranking is measured within each slice, on the groups that have a relevant row there', () => {
  const rows = 600;
  const plan = { ranking: { group: 'query', at: 5 }, slices: [{ column: 'city' }] };
  const labels = many((row) => (row % 4 === 0 ? 1 : 0), rows);
  // In A the relevant row of each query comes first, in B it comes last of four.
  const candidate = many(
    (row) => (row < 400 ? (row % 4 === 0 ? 0.9 : 0.1) : row % 4 === 0 ? 0.1 : 0.9),
    rows,
  );
  const columns = {
    query: many((row) => `q${Math.floor(row / 4)}`, rows),
    city: many((row) => (row < 400 ? 'A' : 'B'), rows),
  };
  const { slices, metrics } = report('binary', { labels, candidate, plan, columns });
  assert.deepEqual(
    slices.map(({ value, metrics: { ndcg, mrr, groupAuc } }) => [
      value,
      mrr?.value,
      groupAuc?.value,
      ndcg?.method,
    ]),
    [
      ['A', 1, 1, 'normal over 100 groups of query'],
      ['B', 0.25, 0, 'normal over 50 groups of query'],
    ],
  );
  assert.equal(metrics.mrr?.value, 0.75);
});

test('groups beyond the fifty largest are counted, not forgotten', () => {
  const rows = 62 * 60;
  const columns = { city: many((row) => `c${row % 62}`, rows) };
  const plan = { fairness: { groups: ['city'] } };
  const labels = many((row) => Math.floor(row / 62) % 2, rows);
  const candidate = many((row) => some[row % ROWS]!, rows);
  const [result] = report('binary', { labels, candidate, plan, columns }).fairness!;
  assert.deepEqual([result?.groups.length, result?.leftOut], [50, 12]);
});

test('costs that no table can add up are refused with the plan', () => {
  const plan = { holdout: 'select 1', label: 'y', costs: { falsePositive: 1e308, falseNegative: 1 } };
  const { error } = EvaluationPlan.safeParse(plan);
  assert.deepEqual(
    error?.issues.map(({ path }) => path),
    [['costs', 'falsePositive']],
  );
});
