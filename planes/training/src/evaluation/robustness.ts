import {
  type ModelSignature,
  type Robustness,
  type RobustnessCase,
  type Row,
  SlipwayError,
} from '@slipway/contracts';
import { decide } from '@slipway/inference';
import { quantile } from '@slipway/statistics';
import { withChanged } from './changed-rows.ts';
import { mean } from './measures.ts';
import { OUT_OF_RANGE_STEP, type RobustnessChange } from './robustness-changes.ts';

type Score = (rows: readonly Row[]) => Promise<readonly (readonly number[])[]>;

export interface RobustnessInput {
  readonly signature: ModelSignature;
  /** Of the decision of a binary model. */
  readonly threshold: number;
  readonly changes: readonly RobustnessChange[];
  /** They are changed and restored. */
  readonly rows: readonly Row[];
  /** All scores of each row, as the inference code gives them; it refuses all rows when it refuses one. */
  readonly score: Score;
}

/** What each change does to the scores and decisions of the rows. Throws what `score` throws on the rows as they are. */
export const robustness = async (input: RobustnessInput): Promise<Robustness> => {
  const { rows, changes, score } = input;
  const before = await score(rows);
  const cases: RobustnessCase[] = [];
  for (const change of changes) {
    const { feature, value } = change;
    const after = await withChanged(
      rows,
      feature,
      () => value,
      (changed) => answers(changed, score),
    );
    cases.push({ ...change, ...effect(before, after, input) });
  }
  return {
    rows: rows.length,
    step: OUT_OF_RANGE_STEP,
    cases,
    maxFlipped: highest(cases.map(({ flipped }) => flipped)),
    maxChange: highest(cases.map(({ meanChange }) => meanChange)),
    refusedCases: cases.filter(({ refused }) => refused > 0).length,
  };
};

type Answer = readonly number[] | SlipwayError;

/**
 * The answer to each row, or its refusal. The changed value is the same in every row, and the rows were answered before: when
 * the feature is refused, it is in all of them. Otherwise they are parted in halves until those that are refused stand alone.
 */
const answers = async (rows: readonly Row[], score: Score): Promise<readonly Answer[]> => {
  try {
    return await score(rows);
  } catch (error) {
    const refusal = SlipwayError.from(error);
    if (rows.length === 1 || refusal.code.startsWith('FEATURE_')) return rows.map(() => refusal);
    const half = rows.length >> 1;
    return [...(await answers(rows.slice(0, half), score)), ...(await answers(rows.slice(half), score))];
  }
};

const effect = (
  before: readonly (readonly number[])[],
  after: readonly Answer[],
  { signature, threshold }: RobustnessInput,
): Omit<RobustnessCase, 'feature' | 'change' | 'value'> => {
  const changes: number[] = [];
  let flipped = 0;
  let refusal: SlipwayError | undefined;
  for (const [index, answer] of after.entries()) {
    if (answer instanceof SlipwayError) {
      refusal ??= answer;
      continue;
    }
    const original = before[index]!;
    changes.push(Math.max(...answer.map((score, k) => Math.abs(score - original[k]!))));
    if (decisionOf(signature, answer, threshold) !== decisionOf(signature, original, threshold)) flipped++;
  }
  const answered = changes.length;
  const decides = signature.task !== 'regression' && answered > 0;
  const ascending = Float64Array.from(changes).sort();
  return {
    rows: answered,
    refused: after.length - answered,
    ...(refusal === undefined
      ? {}
      : { refusal: `${refusal.code}: ${refusal.message.replace(/ in row \d+/, '')}` }),
    meanChange: answered > 0 ? mean(ascending) : null,
    p95Change: quantile(ascending, 0.95),
    flipped: decides ? flipped / answered : null,
  };
};

const decisionOf = (signature: ModelSignature, scores: readonly number[], threshold: number) =>
  decide(signature, scores, threshold).decision;

const highest = (values: readonly (number | null)[]): number | null =>
  values.reduce((most, value) => (most === null || (value !== null && value > most) ? value : most), null);
