/** The runs of one job that have not ended. */
export interface JobLoad {
  readonly job: string;
  /** Runs that are under way. */
  readonly running: number;
  /** Runs that wait to begin. */
  readonly waiting: number;
  /** How many may be under way at the same time; null: any number. */
  readonly concurrency: number | null;
}

export interface WaitingRun {
  readonly id: string;
  readonly priority: number;
}

/** How many further runs of each job may begin, by the limit of the job and that of all jobs (null: none); jobs without room are left out. */
export const roomOf = (loads: readonly JobLoad[], maxRuns: number | null): Map<string, number> => {
  const running = loads.reduce((sum, load) => sum + load.running, 0);
  const total = maxRuns === null ? Number.POSITIVE_INFINITY : Math.max(0, maxRuns - running);
  const room = loads.map(({ job, running: own, waiting, concurrency }): [string, number] => [
    job,
    Math.min(waiting, total, concurrency === null ? waiting : Math.max(0, concurrency - own)),
  ]);
  return new Map(room.filter(([, count]) => count > 0));
};

/** Who of those that their own jobs let begin is next: by priority, then by age (ids sort by time). */
export const runsToAdmit = (
  candidates: readonly WaitingRun[],
  loads: readonly JobLoad[],
  maxRuns: number | null,
): string[] => {
  const running = loads.reduce((sum, load) => sum + load.running, 0);
  const total = maxRuns === null ? candidates.length : Math.max(0, maxRuns - running);
  return [...candidates]
    .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
    .slice(0, total)
    .map(({ id }) => id);
};
