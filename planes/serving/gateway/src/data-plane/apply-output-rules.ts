import type { CompiledRules } from '@slipway/rules';
import { RowRejection } from './apply-input-rules.ts';
import { fixedAnswer } from './fixed-answer.ts';
import { fixedScores } from './fixed-scores.ts';
import type { PlannedRows } from './planned-rows.ts';
import type { RowAnswer } from './prediction-call.ts';

export interface OutputStage {
  readonly rules: CompiledRules;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly plan: PlannedRows;
  /** Threshold for what a variant answers. */
  readonly thresholdOf: (variant: string) => number;
}

export interface RuledAnswers {
  readonly answers: readonly RowAnswer[];
  /** Rows for which a rule wants the answer of another variant. */
  readonly again: readonly { readonly row: number; readonly variant: string }[];
  /** The first row that a rule refuses; null when all may go out. */
  readonly rejection: RowRejection | null;
}

type Verdict = ReturnType<CompiledRules['applyOutput']>;

const verdictOn = (stage: OutputStage, answer: RowAnswer, row: number): Verdict => {
  const { rules, endpoint, attributes, plan, thresholdOf } = stage;
  const { variant, score, scores, decision } = answer;
  return rules.applyOutput({
    input: plan.rows[row]!,
    unit: plan.units[row] ?? null,
    attributes,
    endpoint,
    score,
    scores,
    decision,
    variant: variant.name,
    threshold: thresholdOf(variant.name),
    signature: variant.signature,
  });
};

/** An answer as a rule wants it; a row that is refused or asked again keeps its own. */
const ruledAnswer = (answer: RowAnswer, verdict: Verdict): RowAnswer => {
  const { variant, predictorMs, queueMs, inferenceMs } = answer;
  const rules = [...answer.rules, ...verdict.fired];
  if (verdict.kind === 'answer')
    return { ...fixedAnswer(verdict.answer, { variant, rules }), predictorMs, queueMs, inferenceMs };
  if (verdict.kind !== 'go') return { ...answer, rules };
  const { score, decision, threshold } = verdict;
  const overruled = score !== answer.score;
  return {
    ...answer,
    score,
    scores: overruled ? fixedScores(variant.signature, verdict) : answer.scores,
    decision,
    threshold: answer.threshold === null ? null : threshold,
    rules,
    overruled,
  };
};

/** The output rules over every row that a model answered; what a rule or a fallback declared is the last word. */
export const applyOutputRules = (stage: OutputStage, answers: readonly RowAnswer[]): RuledAnswers => {
  const again: { row: number; variant: string }[] = [];
  let rejection: RowRejection | null = null;
  const ruled = answers.map((answer, row) => {
    if (answer.overruled) return answer;
    const verdict = verdictOn(stage, answer, row);
    if (verdict.fired.length === 0) return answer;
    const after = ruledAnswer(answer, verdict);
    if (verdict.kind === 'reject') rejection ??= new RowRejection(row, { ...verdict, fired: after.rules });
    if (verdict.kind === 'variant') again.push({ row, variant: verdict.variant });
    return after;
  });
  return { answers: ruled, again, rejection };
};
