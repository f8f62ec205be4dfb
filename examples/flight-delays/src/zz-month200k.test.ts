import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecisionForest, type PredictionColumns, type TrainingColumns } from '/work/main/examples/flight-delays/src/decision-forest.ts';
import { FLIGHT_FEATURES, FLIGHT_LABEL, FLIGHT_SELECT_LIST, flightSampleSql, LATE } from '/work/main/examples/flight-delays/src/flight.ts';
import { columnsOf, openFlights } from '/work/main/examples/flight-delays/src/testing/flights.ts';
import { largestDifference, OnnxScorer } from '/work/main/examples/flight-delays/src/testing/onnx-scores.ts';
import { randomNumbers } from '/work/main/examples/flight-delays/src/testing/random-numbers.ts';
import { trainingColumns } from '/work/main/examples/flight-delays/src/training-columns.ts';
import { ydfToOnnx } from '/work/main/examples/flight-delays/src/ydf-onnx/index.ts';

const BATCH = 50_000;

test('ONNX and Yggdrasil agree on every flight of March, with unseen airports and missing values', async (t) => {
  using flights = await openFlights();
  const sample = flightSampleSql({ from: '2001-01-01', to: '2001-03-01', rows: 200_000, order: 'hash' });
  const forest = await trained(await columnsOf(flights, sample));
  const converted = await ydfToOnnx(await forest.save(), { positive: LATE });
  const scorer = await OnnxScorer.open(converted);
  const secondIsLate = forest.classes[1] === LATE;

  const march = planted(
    await columnsOf(
      flights,
      `select ${FLIGHT_SELECT_LIST} from flights where "date" >= '2001-03-01' and "date" < '2001-04-01'`,
    ),
  );
  const rows = march.hour?.length ?? 0;
  assert.equal(rows, 511_502);
  let largest = 0;
  for (let from = 0; from < rows; from += BATCH) {
    const batch = Object.fromEntries(
      Object.entries(march).map(([name, values]) => [name, values.slice(from, from + BATCH)]),
    );
    const expected = forest.predict(batch).map((score) => (secondIsLate ? score : 1 - score));
    largest = Math.max(largest, largestDifference(await scorer.score(batch), expected));
  }
  t.diagnostic(`${rows} rows, ${converted.trees} trees, largest difference ${largest}`);
  assert.ok(largest <= 1e-5, `differs by ${largest}`);
});

function trained(columns: Record<string, unknown[]>): Promise<DecisionForest> {
  const values: TrainingColumns = trainingColumns(
    new Map(Object.entries(columns)),
    FLIGHT_FEATURES,
    FLIGHT_LABEL,
    Uint32Array.from({ length: columns[FLIGHT_LABEL]?.length ?? 0 }, (_, row) => row),
  );
  return DecisionForest.train(
    { learner: 'GradientBoostedTrees', label: FLIGHT_LABEL, task: 'CLASSIFICATION' },
    values,
  );
}

/** Every twentieth value of each feature is missing, every fiftieth airport one that does not exist. */
function planted(columns: Record<string, unknown[]>): PredictionColumns {
  const random = randomNumbers(3);
  return Object.fromEntries(
    FLIGHT_FEATURES.map(({ name, kind }) => [
      name,
      (columns[name] ?? []).map((value) => {
        const draw = random();
        if (draw < 0.05) return null;
        if (kind === 'category' && draw < 0.07) return `Q${Math.floor(draw * 1e4)}`;
        return value as number | string;
      }),
    ]),
  );
}
