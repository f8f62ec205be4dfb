/** Counts since the process started; requests unless said otherwise. */
export interface GatewayStatistics {
  /** Answered with predictions. */
  answered: number;
  /** Refused with 4xx: bad input, unknown endpoint, wrong key. */
  refused: number;
  /** Failed with 5xx. */
  failed: number;
  /** Further tries on predictors. */
  retried: number;
  /** Times that a fallback was asked for in place of a variant. */
  fallbacks: number;
  /** Prediction and error rows in the log. */
  loggedRows: number;
  /** Rows left out by the log sampling. */
  sampledOutRows: number;
  /** Error and shadow rows that the log refused; refused answers are in `failed`. */
  unloggedRows: number;
  /** Outcomes in the log. */
  outcomes: number;
}

export const createStatistics = (): GatewayStatistics => ({
  answered: 0,
  refused: 0,
  failed: 0,
  retried: 0,
  fallbacks: 0,
  loggedRows: 0,
  sampledOutRows: 0,
  unloggedRows: 0,
  outcomes: 0,
});
