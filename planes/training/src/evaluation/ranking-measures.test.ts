import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@slipway/statistics';
import { rankingMeasures } from './ranking-measures.ts';
import { SliceColumnBuilder } from './slice-column.ts';

const columnOf = (groups: readonly (string | null)[]) => {
  const builder = new SliceColumnBuilder('query', groups.length, { texts: true, numbers: false });
  builder.add([...groups], 0);
  return builder.build().texts!;
};

const near = (actual: number | null | undefined, expected: number, digits = 1e-9): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < digits, `${actual} is not ${expected}`);

const PLAN = { group: 'query', at: 10 };

test('metrics are means over the groups that have a relevant row', () => {
  const result = rankingMeasures(
    PLAN,
    columnOf(['q1', 'q1', 'q1', 'q2', 'q2', 'q3', 'q3', null]),
    {
      labels: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 1),
      candidate: Float64Array.of(0.9, 0.5, 0.1, 0.8, 0.2, 0.7, 0.6, 0.5),
      champion: null,
    },
    1,
  );
  assert.equal(result.groups, 2);
  near(result.metrics.mrr?.value, (1 + 1 / 2) / 2);
  near(result.metrics.map?.value, (1 + 1 / 2) / 2);
  near(result.metrics.ndcg?.value, (1 + 1 / Math.log2(3)) / 2);
  near(result.metrics.groupAuc?.value, (1 + 0) / 2);
  assert.deepEqual(
    [result.metrics.ndcg?.lower, result.metrics.ndcg?.method],
    [null, 'no interval: fewer than 10 groups'],
  );
  assert.deepEqual([result.champion, result.differences], [null, {}]);
});

test('the better ranking wins on the same groups, and the intervals are of groups, not of rows', () => {
  const random = seededRandom(2);
  const groups = 120;
  const rows = groups * 8;
  const names = Array.from({ length: rows }, (_, row) => `q${Math.floor(row / 8)}`);
  const labels = Float64Array.from({ length: rows }, () => (random() < 0.3 ? Math.ceil(random() * 3) : 0));
  const scores = (noise: number) => labels.map((label) => label + noise * random());
  const { differences, ranges, metrics, champion } = rankingMeasures(
    PLAN,
    columnOf(names),
    { labels, candidate: scores(2), champion: scores(8) },
    7,
  );
  for (const name of ['ndcg', 'map', 'mrr', 'groupAuc']) {
    const { difference, p } = differences[name]!;
    near(difference.value, metrics[name]!.value! - champion![name]!.value!, 1e-12);
    assert.ok(difference.lower! > 0 && difference.lower! < difference.value!, name);
    assert.ok(ranges[name]!.lowerBound > difference.lower!);
    assert.equal(p, null);
  }
  assert.match(metrics.ndcg!.method, /mean over groups of query; cluster-bootstrap, 10000 resamples/);
});

test('labels that are no relevance, and no relevant row at all, are refused', () => {
  const rows = { candidate: Float64Array.of(1, 2), champion: null };
  assert.throws(
    () => rankingMeasures(PLAN, columnOf(['q', 'q']), { ...rows, labels: Float64Array.of(1, -1) }, 1),
    /the label of row 1 is -1, and a relevance is 0 or more/,
  );
  assert.throws(
    () => rankingMeasures(PLAN, columnOf(['q', 'q']), { ...rows, labels: Float64Array.of(0, 0) }, 1),
    /no group of "query" has a row with a label above 0/,
  );
});
