import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { type GroupRate, groupGap } from './group-gap.ts';
import { seededRandom } from './random.ts';

const shares = (counts: Readonly<Record<string, readonly [number, number]>>): Map<string, GroupRate> =>
  new Map(
    Object.entries(counts).map(([name, [successes, n]]) => [name, { kind: 'share', successes, n } as const]),
  );

test('two groups: the interval of Newcombe (1998), method 10', () => {
  const gap = groupGap(shares({ a: [56, 70], b: [48, 80] }))!;
  published(gap.difference.value, '.2000');
  published(gap.difference.lower, '.0524');
  published(gap.difference.upper, '.3339');
  assert.deepEqual([gap.lowest, gap.highest, gap.pairs], ['b', 'a', 1]);
  published(gap.ratio?.value, '.75');
  assert.ok(gap.ratio!.lower < 0.75 && gap.ratio!.upper < 1);
  assert.match(gap.method, /newcombe, Bonferroni over 1 pairs/);
});

test('R3.6 selection rates .6 and .2: difference .4, ratio .3333', () => {
  const gap = groupGap(shares({ a: [3, 5], b: [1, 5] }))!;
  published(gap.difference.value, '.4000');
  published(gap.ratio?.value, '.3333');
});

test('with a reference only its pairs count', () => {
  const groups = shares({ a: [10, 100], b: [30, 100], c: [60, 100] });
  assert.equal(groupGap(groups)!.pairs, 3);
  const gap = groupGap(groups, { reference: 'b' })!;
  assert.equal(gap.pairs, 2);
  published(gap.difference.value, '.3000');
  assert.equal(groupGap(groups, { reference: 'z' }), null);
  assert.equal(groupGap(shares({ a: [1, 2] })), null);
});

test('rates of 0 have a gap of 0 with an upper bound, and no ratio', () => {
  const gap = groupGap(shares({ a: [0, 60], b: [0, 80] }))!;
  assert.deepEqual([gap.difference.value, gap.difference.lower, gap.ratio], [0, 0, null]);
  assert.ok(gap.difference.upper > 0.02);
  assert.equal(groupGap(shares({ a: [0, 60], b: [9, 80] }))!.ratio?.value, 0);
});

test('means have a difference and no ratio', () => {
  const mean = (value: number) => ({ kind: 'mean', mean: value, standardError: 0.01 }) as const;
  const gap = groupGap(
    new Map([
      ['a', mean(-0.1)],
      ['b', mean(0.2)],
    ]),
  )!;
  published(gap.difference.value, '.3000');
  published(gap.difference.upper, '.3277');
  assert.equal(gap.ratio, null);
});

test('the interval holds although the extremes are picked: five equal groups', () => {
  const random = seededRandom(4);
  let covered = 0;
  for (let round = 0; round < 300; round++) {
    const groups = shares(
      Object.fromEntries(
        Array.from({ length: 5 }, (_, g) => {
          let hits = 0;
          for (let row = 0; row < 200; row++) if (random() < 0.3) hits++;
          return [String(g), [hits, 200]] as const;
        }),
      ),
    );
    if (groupGap(groups)!.difference.lower === 0) covered++;
  }
  assert.ok(covered >= 282, `${covered} of 300`);
});
