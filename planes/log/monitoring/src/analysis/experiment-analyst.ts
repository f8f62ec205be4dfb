import { type ExperimentAnalysis, logRoutes, releaseRoutes, SlipwayError } from '@slipway/contracts';
import type { Clock, ContractClient } from '@slipway/platform';
import { analyseArms } from './analyse-arms.ts';

export interface ExperimentAnalystOptions {
  readonly log: ContractClient;
  readonly registry: ContractClient;
  readonly clock: Clock;
}

/** Reads how the arms of an experiment do from the warehouse. */
export class ExperimentAnalyst {
  readonly #options: ExperimentAnalystOptions;

  constructor(options: ExperimentAnalystOptions) {
    this.#options = options;
  }

  /**
   * From the start of the experiment to its stop, to `until` or to now, whichever is first.
   * Throws NOT_FOUND, ENDPOINT_UNKNOWN, INVALID_REQUEST for an `until` before the start, UNAVAILABLE without warehouse.
   */
  async analyse(
    endpoint: string,
    id: string,
    until: string | undefined,
    signal: AbortSignal,
  ): Promise<ExperimentAnalysis> {
    const { log, registry, clock } = this.#options;
    const experiment = await registry.call(
      releaseRoutes.getExperiment,
      { params: { endpoint, experiment: id } },
      { signal },
    );
    const { startedAt, stoppedAt } = experiment;
    if (until !== undefined && Date.parse(until) <= Date.parse(startedAt)) {
      throw new SlipwayError(
        'INVALID_REQUEST',
        { reason: `until: must lie after the start of the experiment, ${startedAt}` },
        { field: 'until' },
      );
    }
    const ends = [stoppedAt, until ?? null].filter((end) => end !== null).map((end) => Date.parse(end));
    const to = new Date(Math.max(Date.parse(startedAt), Math.min(clock.now(), ...ends))).toISOString();
    const { arms } = await log.call(
      logRoutes.quality,
      { body: { endpoint, window: { from: startedAt, to }, experiment: id } },
      { signal, timeoutMs: 60_000 },
    );
    return analyseArms(experiment, arms);
  }
}
