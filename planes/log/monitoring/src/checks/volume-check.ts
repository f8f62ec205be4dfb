import { type Finding, logRoutes, releaseRoutes, type Window } from '@slipway/contracts';
import { VOLUME_HISTORY } from '@slipway/statistics';
import { earlierWeeks, precedingDay, windowSeconds } from './comparable-windows.ts';
import type { Question } from './question.ts';
import { volumeFindings } from './volume-findings.ts';

/** The longest bucket that the warehouse counts. */
const LONGEST_BUCKET = 86_400;

/** Counts the window and comparable earlier ones, and looks at how long the endpoint has been silent. */
export const checkVolume = async (question: Question): Promise<Finding[]> => {
  const { monitor, window, log, registry, signal } = question;
  const { createdAt } = await registry.call(
    releaseRoutes.getEndpoint,
    { params: { endpoint: monitor.endpoint } },
    { signal },
  );
  const { predictions, lastAt } = await counted(question, window);
  const waiting = await log.call(logRoutes.completeness, {}, { signal });
  return volumeFindings({
    windowMinutes: windowSeconds(window) / 60,
    predictions,
    history: await history(question, createdAt),
    minimum: monitor.minimumPredictions,
    maximum: monitor.maximumPredictions,
    gapMinutes: lastAt === null ? null : Math.max(0, Date.parse(window.to) - Date.parse(lastAt)) / 60_000,
    waiting: { records: waiting.waiting, oldestSeconds: waiting.oldestWaitingSeconds },
  });
};

const history = async (question: Question, createdAt: string): Promise<number[]> => {
  const weeks = earlierWeeks(question.window, createdAt);
  if (weeks.length >= VOLUME_HISTORY) {
    const counts = await Promise.all(weeks.map((week) => counted(question, week)));
    return counts.map(({ predictions }) => predictions);
  }
  const day = precedingDay(question.window, createdAt);
  return day === null ? [] : (await counted(question, day.window, day.bucketSeconds)).buckets;
};

const counted = async (
  { monitor, log, signal }: Question,
  window: Window,
  bucketSeconds = Math.min(LONGEST_BUCKET, windowSeconds(window)),
): Promise<{ predictions: number; buckets: number[]; lastAt: string | null }> => {
  const { buckets, lastAt } = await log.call(
    logRoutes.volume,
    { body: { endpoint: monitor.endpoint, window, bucketSeconds } },
    { signal },
  );
  const counts = buckets.map(({ predictions }) => predictions);
  return { predictions: counts.reduce((sum, n) => sum + n, 0), buckets: counts, lastAt };
};
