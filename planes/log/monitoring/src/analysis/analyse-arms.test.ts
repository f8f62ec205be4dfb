import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArmQuality, type Experiment, ExperimentAnalysis } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { experimentOf } from '../testing/experiment.ts';
import { simulatedArm } from '../testing/simulated-arm.ts';
import { armCounts, countsOf } from '../testing/simulated-counts.ts';
import { analyseArms } from './analyse-arms.ts';

const experiment = experimentOf([
  ['v1', 0.5],
  ['v2', 0.5],
]);

const analysed = (of: Experiment, qualities: readonly ArmQuality[]) =>
  analyseArms(of, { qualities, counts: countsOf(qualities), days: 7 });

test('a better challenger is promoted, with intervals on everything', () => {
  const random = seededRandom(11);
  const analysis = analysed(experiment, [
    simulatedArm({ variant: 'v1', rows: 8000, random, bias: 0.2, rowsPerUnit: 4 }),
    simulatedArm({ variant: 'v2', version: 2, rows: 8000, random, rowsPerUnit: 4 }),
  ]);
  ExperimentAnalysis.parse(analysis);
  assert.deepEqual(
    analysis.arms.map(({ variant, version, units, labelled }) => [variant, version, units, labelled]),
    [
      ['v1', 1, 2000, 8000],
      ['v2', 2, 2000, 8000],
    ],
  );
  assert.deepEqual(
    analysis.comparisons.map(({ metric }) => metric),
    ['auc', 'brier', 'logLoss', 'accuracy'],
  );
  const brier = analysis.comparisons.find(({ metric }) => metric === 'brier')!;
  assert.ok(brier.difference.value! < -0.02 && brier.difference.upper! < 0, JSON.stringify(brier));
  assert.equal(brier.difference.method, 'sequential');
  assert.ok(brier.p! < 0.001);
  assert.deepEqual([analysis.recommendation.action, analysis.recommendation.variant], ['promote', 'v2']);
});

test('clustered rows are fewer than they look', () => {
  const wide = (rowsPerUnit: number) => {
    const random = seededRandom(12);
    const arms = ['v1', 'v2'].map((variant) => {
      const arm = simulatedArm({ variant, rows: 2000, random });
      // Rows of a unit that are all alike: sums of squares grow with the size of the unit.
      const { units, m, mm } = arm.brier;
      const k = rowsPerUnit;
      return {
        ...arm,
        brier: { units, m: m * k, d: units * k, mm: mm * k * k, dd: units * k * k, md: m * k * k },
      };
    });
    const { difference } = analysed(experiment, arms).comparisons.find(({ metric }) => metric === 'brier')!;
    return difference.upper! - difference.lower!;
  };
  assert.ok(Math.abs(wide(1) / wide(10) - 1) < 1e-9, 'ten copies of a row say no more than one');
});

test('looking again and again at equal models hardly ever declares them different', () => {
  const random = seededRandom(13);
  let declared = 0;
  for (let run = 0; run < 40; run++) {
    const [a, b] = [
      simulatedArm({ variant: 'v1', rows: 1, random }),
      simulatedArm({ variant: 'v2', rows: 1, random }),
    ];
    let arms = [a, b];
    for (let look = 0; look < 10; look++) {
      const more = ['v1', 'v2'].map((variant) => simulatedArm({ variant, rows: 500, random }));
      arms = arms.map((arm, i) => merge(arm, more[i]!));
      const brier = analysed(experiment, arms).comparisons.find(({ metric }) => metric === 'brier');
      if (brier!.p !== null && brier!.p < 0.05) {
        declared += 1;
        break;
      }
    }
  }
  assert.ok(declared <= 4, `${declared} of 40 experiments without effect`);
});

test('a split that contradicts the weights hides everything', () => {
  const random = seededRandom(14);
  const analysis = analysed(experiment, [
    simulatedArm({ variant: 'v1', rows: 4000, random, bias: 0.2 }),
    simulatedArm({ variant: 'v2', rows: 3000, random }),
  ]);
  assert.equal(analysis.sampleRatio.ok, false);
  assert.equal(analysis.recommendation.action, 'inconclusive');
  const uneven = experimentOf([
    ['v1', 4 / 7],
    ['v2', 3 / 7],
  ]);
  assert.equal(
    analysed(uneven, [
      simulatedArm({ variant: 'v1', rows: 4000, random }),
      simulatedArm({ variant: 'v2', rows: 3000, random }),
    ]).sampleRatio.ok,
    true,
  );
});

test('R1.6: units at their first exposure against the weights; an arm without weight is left out', () => {
  const ratioOf = (units: readonly number[], weights: readonly number[]) =>
    analyseArms(experimentOf(weights.map((weight, i) => [`v${i + 1}`, weight])), {
      qualities: [],
      counts: units.map((n, i) => armCounts(`v${i + 1}`, n)),
      days: 1,
    });
  const table: [number[], number[], number][] = [
    [[1000, 1200], [0.5, 0.5], 0.000020079],
    [[1000, 1200, 900], [0.5, 0.5, 0], 0.000020079],
    [[500, 500, 600], [0.34, 0.33, 0.33], 0.000592638],
    [[0, 0, 0], [0.34, 0.33, 0.33], 1],
  ];
  for (const [units, weights, p] of table) {
    const { sampleRatio, recommendation } = ratioOf(units, weights);
    assert.ok(Math.abs(sampleRatio.p - p) < 1e-9, `${units}: ${sampleRatio.p}`);
    assert.deepEqual(
      [sampleRatio.ok, recommendation.action],
      p < 0.001 ? [false, 'inconclusive'] : [true, 'wait'],
    );
    assert.equal(recommendation.variant, null);
  }
});

test('an arm without traffic is a broken split, and no traffic at all is none', () => {
  const random = seededRandom(15);
  const lonely = analysed(experiment, [simulatedArm({ variant: 'v1', rows: 1000, random })]);
  assert.deepEqual([lonely.arms.length, lonely.comparisons.length, lonely.sampleRatio.ok], [1, 0, false]);
  const empty = analysed(experiment, []);
  assert.deepEqual(
    [empty.arms.length, empty.sampleRatio, empty.recommendation.action],
    [0, { p: 1, ok: true }, 'wait'],
  );
});

test('arms without labels are told without figures', () => {
  const random = seededRandom(16);
  const analysis = analysed(
    experiment,
    ['v1', 'v2'].map((variant) => simulatedArm({ variant, rows: 1000, random, coverage: 0 })),
  );
  ExperimentAnalysis.parse(analysis);
  assert.deepEqual(analysis.arms[0]?.metrics.brier, {
    value: null,
    lower: null,
    upper: null,
    level: 0.95,
    method: 'no labelled rows',
  });
  assert.equal(analysis.comparisons[0]?.p, null);
});

test('several challengers share the error', () => {
  const random = seededRandom(17);
  const three = experimentOf([
    ['v1', 0.4],
    ['v2', 0.3],
    ['v3', 0.3],
  ]);
  const analysis = analysed(
    three,
    ['v1', 'v2', 'v3'].map((variant, i) => simulatedArm({ variant, rows: i === 0 ? 1600 : 1200, random })),
  );
  assert.equal(analysis.comparisons.length, 8);
  assert.equal(analysis.comparisons[0]?.difference.level, 0.975);
});

const merge = (a: ReturnType<typeof simulatedArm>, b: ReturnType<typeof simulatedArm>) => ({
  ...b,
  units: a.units + b.units,
  labelled: a.labelled + b.labelled,
  brier: addSums(a.brier, b.brier),
});

const addSums = <Sums extends object>(a: Sums, b: Sums): Sums =>
  Object.fromEntries(
    Object.entries(a).map(([key, value]) => [key, value + (b as Record<string, number>)[key]]),
  ) as Sums;
