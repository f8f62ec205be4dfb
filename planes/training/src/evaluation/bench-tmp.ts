import { writeFileSync } from 'node:fs';
import { linearModel } from '@slipway/inference/fixtures';
import { digestOf, digestOfFile } from '@slipway/platform';
import { seededRandom } from '@slipway/statistics';
import { parquetWriteFile } from 'hyparquet-writer';

const rows = Number(process.argv[2]),
  numbers = Number(process.argv[3]);
const names = Array.from({ length: numbers }, (_, i) => `n${i}`);
const make = (w: number) =>
  linearModel({
    numbers: Object.fromEntries(names.map((n, i) => [n, w * Math.cos(i)])),
    category: {
      name: 'origin',
      weights: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`A${i}`, Math.sin(i)])),
    },
  });
const cand = make(0.6),
  champ = make(0.5);
const random = seededRandom(3);
const cols = names.map(() => new Array<number | null>(rows));
const origin: string[] = [];
const label: number[] = [];
const hour: number[] = [];
for (let r = 0; r < rows; r++) {
  const row: Record<string, any> = {};
  names.forEach((n, i) => {
    const v = random() < 0.01 ? null : random() * 2 - 1;
    cols[i]![r] = v;
    row[n] = v;
  });
  row.origin = `A${Math.floor(random() * random() * 230)}`;
  origin.push(row.origin);
  hour.push(Math.floor(random() * 24));
  label.push(random() < cand.probability(row) ? 1 : 0);
}
const dir = process.argv[4]!;
parquetWriteFile({
  filename: `${dir}/h.parquet`,
  rowGroupSize: 122880,
  columnData: [
    ...names.map((name, i) => ({ name, data: cols[i]!, type: 'DOUBLE' as const })),
    { name: 'origin', data: origin, type: 'STRING' },
    { name: 'hour', data: Int32Array.from(hour), type: 'INT32' },
    { name: 'late', data: Int32Array.from(label), type: 'INT32' },
  ],
});
writeFileSync(`${dir}/c.onnx`, cand.model);
writeFileSync(`${dir}/k.onnx`, champ.model);
writeFileSync(
  `${dir}/evaluate.json`,
  JSON.stringify({
    candidate: { path: `${dir}/c.onnx`, signature: cand.signature, digest: digestOf(cand.model) },
    champion: {
      path: `${dir}/k.onnx`,
      signature: champ.signature,
      digest: digestOf(champ.model),
      model: 'm',
      version: 1,
    },
    holdout: { path: `${dir}/h.parquet`, digest: await digestOfFile(`${dir}/h.parquet`), rows },
    plan: {
      holdout: 'select 1',
      label: 'late',
      slices: [
        { column: 'origin', top: 20 },
        { column: 'hour', bands: [0, 6, 12, 18] },
      ],
    },
    seed: 42,
    output: `${dir}/out`,
  }),
);
