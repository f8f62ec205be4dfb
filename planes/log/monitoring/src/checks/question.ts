import type { Monitor, Window } from '@slipway/contracts';
import type { ContractClient } from '@slipway/platform';

/** What one check asks, and whom. */
export interface Question {
  readonly monitor: Monitor;
  readonly window: Window;
  readonly log: ContractClient;
  readonly registry: ContractClient;
  /** Aborts when the process stops. */
  readonly signal: AbortSignal;
}
