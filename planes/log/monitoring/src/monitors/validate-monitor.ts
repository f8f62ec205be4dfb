import { type MonitorRequest, SlipwayError } from '@slipway/contracts';
import { describeProblems } from '@slipway/platform';
import { scheduleProblem } from './schedule.ts';

const webhookProblem = (webhook: string): string | null => {
  const { protocol, username, password } = new URL(webhook);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must be an http or https address';
  return username || password ? 'must not carry a user name or password' : null;
};

/** Refuses what the schema cannot see. Throws INVALID_REQUEST with every wrong field. */
export const validateMonitor = (request: MonitorRequest, now: number): void => {
  const { schedule, webhook, minimumPredictions, maximumPredictions } = request;
  const problems: { field: string; message: string }[] = [];
  const note = (field: string, message: string | null) => {
    if (message !== null) problems.push({ field, message });
  };
  if (schedule !== undefined) note('schedule', scheduleProblem(schedule, now));
  if (webhook !== undefined) note('webhook', webhookProblem(webhook));
  if (
    minimumPredictions !== undefined &&
    maximumPredictions !== undefined &&
    minimumPredictions > maximumPredictions
  )
    note('minimumPredictions', 'must not be above maximumPredictions');
  if (problems.length > 0) {
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: describeProblems(problems) },
      { field: problems[0]?.field, problems },
    );
  }
};
