import type { Row } from '@slipway/contracts';

/** An answered row as the prediction log has it. */
export interface LoggedRow {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly variant: string;
  /** Why this variant answered; null where the log does not say. */
  readonly assignment: string | null;
  /** As logged: plain, hashed, or null. */
  readonly unit: string | null;
  /** Features by name; what the log holds of them. */
  readonly input: Row;
  readonly score: number;
  /** Null where the score says it all. */
  readonly scores: readonly number[] | null;
  readonly decision: string | null;
  readonly threshold: number | null;
}

/** The newest answered rows of an endpoint, at most `limit`, newest first. Throws when the log cannot be read. */
export type ReadLoggedRows = (endpoint: string, limit: number) => Promise<readonly LoggedRow[]>;
