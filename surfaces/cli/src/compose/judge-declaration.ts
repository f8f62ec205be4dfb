import type { JobDeclaration } from '@slipway/contracts';

/** Judges a declaration as the job server would. Loaded when it is asked for: few commands need what judges calendars. Throws as it. */
export const judgeDeclaration = async (sent: unknown): Promise<JobDeclaration> => {
  const [{ createOfflineJudge }, { validateCriteria }] = await Promise.all([
    import('@slipway/training/declaration'),
    import('@slipway/release'),
  ]);
  return createOfflineJudge(validateCriteria)(sent);
};
