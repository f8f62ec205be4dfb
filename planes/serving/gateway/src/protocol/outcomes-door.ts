import { OutcomesRequest, SlipwayError } from '@slipway/contracts';
import { parseJson } from '@slipway/inference/rows';
import { describeProblems, type LogWriter, problemsOf } from '@slipway/platform';
import { outcomeRecord } from '../recording/outcome-record.ts';
import type { GatewayStatistics } from '../recording/statistics.ts';
import { type Inbound, jsonReply, type Reply } from './inbound.ts';

export interface OutcomesDoorOptions {
  readonly gateway: string;
  readonly log: LogWriter;
  readonly statistics: GatewayStatistics;
}

/** POST /v1/outcomes. All of a batch or nothing: throws OUTCOME_INVALID with the field, INSUFFICIENT_SPACE. */
export const answerOutcomes = async (
  { gateway, log, statistics }: OutcomesDoorOptions,
  { body, at }: Inbound,
): Promise<Reply> => {
  const parsed = OutcomesRequest.safeParse(parseJson(body));
  if (!parsed.success) {
    const problems = problemsOf(parsed.error);
    const options = { field: problems[0]?.field, problems };
    throw new SlipwayError('OUTCOME_INVALID', { reason: describeProblems(problems.slice(0, 3)) }, options);
  }
  const { outcomes } = parsed.data;
  await log.append(outcomes.map((outcome) => outcomeRecord(outcome, at, gateway)));
  statistics.outcomes += outcomes.length;
  return jsonReply({ accepted: outcomes.length });
};
