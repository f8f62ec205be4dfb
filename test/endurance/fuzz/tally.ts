/** What became of many malformed requests. */
export interface Tally {
  requests: number;
  /** Answers by status. */
  readonly statuses: Map<number, number>;
  /** Connections that ended without an answer: right for what is not HTTP, wrong for what is. */
  closed: number;
  /** Up to ten requests that were answered with 5xx, or never. */
  readonly faults: string[];
}

export const createTally = (): Tally => ({ requests: 0, statuses: new Map(), closed: 0, faults: [] });

/** Answers that say that the server is at fault; 501 and 505 name what it does not offer. */
const isFault = (status: number): boolean => status >= 500 && status !== 501 && status !== 505;

export const count = (tally: Tally, status: number | null, describe: () => string): void => {
  tally.requests += 1;
  if (status === null) tally.closed += 1;
  else tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  if (status !== null && isFault(status) && tally.faults.length < 10)
    tally.faults.push(`${status} ${describe()}`);
};

export const renderTally = ({ requests, statuses, closed }: Tally): string => {
  const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
  return `${requests} requests; ${answers.join(', ')}; closed without an answer: ${closed}`;
};
