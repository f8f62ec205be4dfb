import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelSignature } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { binaryBootstrap } from './binary-bootstrap.ts';
import { binaryMeasures } from './binary-measures.ts';
import { multiclassMeasures } from './multiclass-measures.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { regressionMeasures } from './regression-measures.ts';

const LABELS = Float64Array.of(1, 0, 1, 1, 0, 0, 1, 0, 1, 0);
const A = Float64Array.of(0.9, 0.4, 0.8, 0.35, 0.3, 0.2, 0.7, 0.6, 0.55, 0.1);
const B = Float64Array.of(0.8, 0.5, 0.9, 0.6, 0.4, 0.1, 0.7, 0.3, 0.65, 0.2);

const near = (actual: number | null | undefined, expected: number, digits = 1e-7): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < digits, `${actual} is not ${expected}`);

const signature = (task: 'binary' | 'multiclass' | 'regression', classes: string[]) =>
  ModelSignature.parse({
    task,
    features: [{ name: 'x', kind: 'number' }],
    layout: 'columns',
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }],
    outputs: [{ name: 'score', datatype: 'FP32', shape: [-1, Math.max(1, classes.length)] }],
    score: 'score',
    classes,
  });

test('R3.4: the interval of the Brier difference, on the generator of the reference case', () => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const { brier } = binaryBootstrap(LABELS, A, B, {
    threshold: 0.5,
    calibrationBins: 10,
    resamples: 2000,
    random,
  });
  near(brier?.value, -0.04525, 1e-12);
  near(brier?.lower, -0.1242625, 1e-9);
  near(brier?.upper, 0.023, 1e-9);
});

test('every resampled metric is the metric: their values on all rows are the measured differences', () => {
  const measures = binaryMeasures({ threshold: 0.5, seed: 1 });
  const [theirs, ours] = [A, B].map((scores) => measures.metrics(LABELS, scores));
  const ranges = pairedBootstrap({
    signature: signature('binary', ['0', '1']),
    threshold: 0.5,
    seed: 3,
    labels: LABELS,
    champion: A,
    candidate: B,
  });
  assert.deepEqual(Object.keys(ranges).sort(), Object.keys(ours!).sort());
  for (const [name, range] of Object.entries(ranges))
    near(range?.value, ours![name]!.value! - theirs![name]!.value!, 1e-9);
});

test('on many rows the bootstrap agrees with the tests: AUC with DeLong, means with paired t', () => {
  const random = seededRandom(4);
  const labels = Float64Array.from({ length: 5000 }, () => (random() < 0.3 ? 1 : 0));
  const scores = (weight: number) =>
    labels.map((label) => 1 / (1 + Math.exp(-(weight * (label - 0.5) + 3 * (random() - 0.5)))));
  const [champion, candidate] = [scores(1), scores(1.2)];
  const tested = binaryMeasures({ threshold: 0.5, seed: 1 }).differences(labels, champion, candidate);
  const ranges = pairedBootstrap({
    signature: signature('binary', ['0', '1']),
    threshold: 0.5,
    seed: 42,
    labels,
    champion,
    candidate,
  });
  for (const name of ['auc', 'logLoss', 'brier', 'accuracy']) {
    const { value, lower, upper } = tested[name]!.difference;
    const width = upper! - lower!;
    near(ranges[name]?.value, value!, width / 100);
    near(ranges[name]!.upper - ranges[name]!.lower, width, width / 15);
  }
});

test('the classes and values of other tasks are resampled by their own metrics', () => {
  const random = seededRandom(6);
  const labels = Float64Array.from({ length: 400 }, () => Math.floor(random() * 3));
  const scores = (sure: number) =>
    Float64Array.from(
      [...labels].flatMap((label) => {
        const raw = [0, 1, 2].map((k) => random() + (k === label ? sure : 0));
        const sum = raw.reduce((total, one) => total + one, 0);
        return raw.map((one) => one / sum);
      }),
    );
  const check = (
    found: ReturnType<typeof pairedBootstrap>,
    theirs: Record<string, { value: number | null }>,
    ours: Record<string, { value: number | null }>,
  ) => {
    for (const [name, range] of Object.entries(found)) {
      // The AUC of several classes is counted in bins.
      near(range?.value, ours[name]!.value! - theirs[name]!.value!, name === 'auc' ? 1e-4 : 1e-9);
      assert.ok(range!.lower < range!.value && range!.value < range!.upper, name);
    }
  };
  const [champion, candidate] = [scores(0.3), scores(0.6)];
  const base = { threshold: 0.5, seed: 1, labels };
  const three = multiclassMeasures(3, 1);
  check(
    pairedBootstrap({ ...base, signature: signature('multiclass', ['a', 'b', 'c']), champion, candidate }),
    three.metrics(labels, champion),
    three.metrics(labels, candidate),
  );
  const values = labels.map((label) => label + 1 + random());
  const [worse, better] = [values.map((v) => v + 2 * random()), values.map((v) => v + random())];
  const regression = regressionMeasures();
  check(
    pairedBootstrap({
      ...base,
      labels: values,
      signature: signature('regression', []),
      champion: worse,
      candidate: better,
    }),
    regression.metrics(values, worse),
    regression.metrics(values, better),
  );
});
