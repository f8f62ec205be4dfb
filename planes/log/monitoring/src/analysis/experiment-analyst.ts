import {
  type ArmCounts,
  type Experiment,
  type ExperimentAnalysis,
  logRoutes,
  releaseRoutes,
  type ShadowAnalysis,
  SlipwayError,
  type Window,
} from '@slipway/contracts';
import type { Clock, ContractClient } from '@slipway/platform';
import { thresholdsOf } from '../experiments/guardrail-results.ts';
import { analyseArms } from './analyse-arms.ts';
import { analyseShadow } from './analyse-shadow.ts';

export interface ExperimentAnalystOptions {
  readonly log: ContractClient;
  readonly registry: ContractClient;
  readonly clock: Clock;
}

const DAY = 86_400_000;
/** A scan over weeks of answers. */
const TIMEOUT_MS = 60_000;

/** Reads how the arms of an experiment do from the warehouse. */
export class ExperimentAnalyst {
  readonly #options: ExperimentAnalystOptions;

  constructor(options: ExperimentAnalystOptions) {
    this.#options = options;
  }

  /**
   * Of an A/B test, from its start to its stop, to `until` or to now, whichever is first.
   * Throws NOT_FOUND, ENDPOINT_UNKNOWN, INVALID_REQUEST for a shadow test or an `until` before the start, UNAVAILABLE without warehouse.
   */
  async analyse(
    endpoint: string,
    id: string,
    until: string | undefined,
    signal: AbortSignal,
  ): Promise<ExperimentAnalysis> {
    const { experiment, window } = await this.#find('ab', endpoint, id, until, signal);
    const days = (Date.parse(window.to) - Date.parse(window.from)) / DAY;
    if (days === 0) return analyseArms(experiment, { qualities: [], counts: [], days });
    const [{ arms }, counts] = await Promise.all([
      this.#options.log.call(
        logRoutes.quality,
        { body: { endpoint, window, experiment: id } },
        { signal, timeoutMs: TIMEOUT_MS },
      ),
      this.#counts(experiment, window, signal),
    ]);
    return analyseArms(experiment, { qualities: arms, counts, days });
  }

  /** Of a shadow test, over the same time; throws the same. */
  async analyseShadow(
    endpoint: string,
    id: string,
    until: string | undefined,
    signal: AbortSignal,
  ): Promise<ShadowAnalysis> {
    const { experiment, window } = await this.#find('shadow', endpoint, id, until, signal);
    if (window.from === window.to) return analyseShadow(experiment, [], []);
    const [{ shadows }, counts] = await Promise.all([
      this.#options.log.call(
        logRoutes.shadowComparison,
        { body: { endpoint, window, experiment: id } },
        { signal, timeoutMs: TIMEOUT_MS },
      ),
      this.#counts(experiment, window, signal),
    ]);
    return analyseShadow(experiment, shadows, counts);
  }

  async #counts(experiment: Experiment, window: Window, signal: AbortSignal): Promise<readonly ArmCounts[]> {
    const { id, endpoint, kind } = experiment;
    const { windows } = await this.#options.log.call(
      logRoutes.guardrails,
      {
        body: {
          endpoint,
          experiment: id,
          kind,
          windows: [window],
          slowerThanMs: thresholdsOf(experiment),
        },
      },
      { signal, timeoutMs: TIMEOUT_MS },
    );
    return windows[0]?.arms ?? [];
  }

  async #find(
    kind: Experiment['kind'],
    endpoint: string,
    id: string,
    until: string | undefined,
    signal: AbortSignal,
  ): Promise<{ experiment: Experiment; window: Window }> {
    const { registry, clock } = this.#options;
    const experiment = await registry.call(
      releaseRoutes.getExperiment,
      { params: { endpoint, experiment: id } },
      { signal },
    );
    if (experiment.kind !== kind)
      throw refused('experiment', `${id} is of kind ${experiment.kind}, not ${kind}`);
    const { startedAt, stoppedAt } = experiment;
    if (until !== undefined && Date.parse(until) <= Date.parse(startedAt))
      throw refused('until', `must lie after the start of the experiment, ${startedAt}`);
    const ends = [stoppedAt, until ?? null].filter((end) => end !== null).map((end) => Date.parse(end));
    const to = new Date(Math.max(Date.parse(startedAt), Math.min(clock.now(), ...ends))).toISOString();
    return { experiment, window: { from: startedAt, to } };
  }
}

const refused = (field: string, problem: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${problem}` }, { field });
