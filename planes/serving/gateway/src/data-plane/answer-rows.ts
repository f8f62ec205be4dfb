import { type Awaitable, Future } from '@slipway/platform';
import type { CompiledRules } from '@slipway/rules';
import type { ServedVariant } from '../routing/served-route.ts';
import { type AnsweredGroup, answerGroup, type Flow } from './answer-group.ts';
import type { RowRejection } from './apply-input-rules.ts';
import { applyOutputRules } from './apply-output-rules.ts';
import { fixedAnswer } from './fixed-answer.ts';
import { groupRows } from './group-rows.ts';
import { attributesFor } from './plan-rows.ts';
import { firedOn } from './planned-rows.ts';
import type { AnsweredPart, RowAnswer } from './prediction-call.ts';

/** All rows of a request, answered. */
export interface AnsweredRows {
  readonly answers: readonly RowAnswer[];
  readonly parts: readonly AnsweredPart[];
  /** The first row that an output rule refuses; null when all may go out. */
  readonly rejection: RowRejection | null;
}

const partsOf = (groups: readonly AnsweredGroup[]): AnsweredPart[] =>
  groups.flatMap(({ part }) => part ?? []);

/** Asks every variant about its rows at the same time, and puts the answers in the order of the rows. */
const answerAll = (flow: Flow, shown: ServedVariant): Future<AnsweredRows> => {
  const { plan } = flow;
  const groups = groupRows(plan.choices, plan.ruled);
  const only = groups[0];
  if (only && only.indices.length === plan.rows.length)
    return answerGroup(flow, only.variant, only.indices).then(({ answers, part }) => ({
      answers,
      parts: part ? [part] : [],
      rejection: null,
    }));
  return Future.all(groups.map(({ variant, indices }) => answerGroup(flow, variant, indices))).then(
    (answered) => {
      const answers = plan.rows.map((_, row) => {
        const answer = plan.ruled?.[row]?.answer;
        return answer ? fixedAnswer(answer, { variant: shown, rules: firedOn(plan, row) }) : null;
      });
      groups.forEach(({ indices }, group) => {
        indices.forEach((row, index) => {
          answers[row] = answered[group]!.answers[index]!;
        });
      });
      return { answers: answers as RowAnswer[], parts: partsOf(answered), rejection: null };
    },
  );
};

/** Output rules; where one names another variant, that one is asked once and has the last word. */
const ruleOutputs = (rules: CompiledRules, flow: Flow, first: AnsweredRows): Awaitable<AnsweredRows> => {
  const { call, plan } = flow;
  const { endpoint, assigner, variants, parameters } = call.route;
  const thresholdOf = (variant: string) => variants.get(variant)?.threshold ?? parameters.threshold;
  const stage = { rules, endpoint, attributes: attributesFor(call), plan, thresholdOf };
  const { answers, again, rejection } = applyOutputRules(stage, first.answers);
  if (rejection || again.length === 0) return { answers, parts: first.parts, rejection };
  const others = again
    .map(({ row, variant }) => ({ row, variant: assigner.fixed(variant, 'rule').variant }))
    .filter(({ row, variant }) => variant !== answers[row]!.variant.name);
  const groups = [...Map.groupBy(others, ({ variant }) => variant)].map(([variant, rows]) => ({
    variant,
    indices: rows.map(({ row }) => row),
  }));
  return Future.all(groups.map(({ variant, indices }) => answerGroup(flow, variant, indices))).then(
    (answered) => {
      const final = [...answers];
      groups.forEach(({ indices }, group) => {
        indices.forEach((row, index) => {
          final[row] = { ...answered[group]!.answers[index]!, rules: answers[row]!.rules };
        });
      });
      return { answers: final, parts: [...first.parts, ...partsOf(answered)], rejection: null };
    },
  );
};

/**
 * The answers to all rows: of the variants that were chosen, of rules, of fallbacks. Fails with what `answerGroup` fails with.
 * @param shown stands for the rows that a rule answers before any variant is asked
 */
export const answerRows = (flow: Flow, shown: ServedVariant): Future<AnsweredRows> => {
  const { rules } = flow.call.route;
  const answered = answerAll(flow, shown);
  return rules?.hasOutput ? answered.then((first) => ruleOutputs(rules, flow, first)) : answered;
};
