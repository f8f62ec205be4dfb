import { type Experiment, logRoutes, releaseRoutes, SlipwayError } from '@slipway/contracts';
import { type Clock, type ContractClient, type Logger, type Service, timestamp } from '@slipway/platform';
import type { Kysely } from 'kysely';
import type { Notifier } from '../alerts/notifier.ts';
import { raiseExperimentAlert } from '../alerts/raise-experiment-alert.ts';
import type { MonitoringTables } from '../storage/tables.ts';
import { thresholdsOf } from './guardrail-results.ts';
import { judgeCounts, judgeEnd, type Stop } from './judge-experiment.ts';
import { watchedWindows } from './watched-windows.ts';

/**
 * Stops a running experiment for a cause and returns it as it is then; one that a person stopped meanwhile comes back as the person
 * left it. Given by the release plane, which alone may stop one.
 */
export type StopExperiment = (endpoint: string, experiment: string, stop: Stop) => Promise<Experiment>;

export interface ExperimentGuardOptions {
  readonly tables: Kysely<MonitoringTables>;
  readonly notifier: Notifier;
  readonly log: ContractClient;
  readonly registry: ContractClient;
  readonly stopExperiment: StopExperiment;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often every running experiment is looked at; an end date in between is met on time. @default 60000 */
  readonly everyMs?: number;
}

/** The longest wait for the counts of one experiment. */
const TIMEOUT_MS = 30_000;

/**
 * Watches the running experiments and stops those whose guardrails show harm, whose arm burns its budget, or whose end has come.
 * What cannot be known, because the log plane does not answer, stops nothing.
 */
export class ExperimentGuard implements Service {
  readonly name = 'experiment guard';
  readonly #options: ExperimentGuardOptions;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> = Promise.resolve();

  constructor(options: ExperimentGuardOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#wait(this.#every);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#look;
  }

  /** Looks at every running experiment now. Returns the nearest end date, milliseconds since the epoch; null when none has one. */
  async look(): Promise<number | null> {
    const { registry, clock } = this.#options;
    const { signal } = this.#stopping;
    const endpoints = await registry.call(releaseRoutes.listEndpoints, {}, { signal });
    let nearest: number | null = null;
    for (const { name, experiments } of endpoints) {
      for (const { id, endsAt } of experiments) {
        if (signal.aborted) return null;
        await this.#watch(name, id);
        const end = endsAt === undefined ? null : Date.parse(endsAt);
        if (end !== null && end > clock.now()) nearest = Math.min(nearest ?? end, end);
      }
    }
    return nearest;
  }

  get #every(): number {
    return this.#options.everyMs ?? 60_000;
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#look = this.#lookAndWait();
    }, milliseconds);
    this.#timer.unref();
  }

  async #lookAndWait(): Promise<void> {
    let next = this.#every;
    try {
      const end = await this.look();
      if (end !== null) next = Math.min(next, Math.max(1, end - this.#options.clock.now()));
    } catch (error) {
      if (!this.#stopping.signal.aborted)
        this.#options.logger.warn({ err: error }, 'could not look at the experiments');
    }
    if (!this.#stopping.signal.aborted) this.#wait(next);
  }

  /** One that cannot be looked at keeps nobody else from being looked at. */
  async #watch(endpoint: string, id: string): Promise<void> {
    const { registry, logger } = this.#options;
    const { signal } = this.#stopping;
    try {
      const params = { endpoint, experiment: id };
      const experiment = await registry.call(releaseRoutes.getExperiment, { params }, { signal });
      if (experiment.state === 'stopped') return;
      const stop = await this.#judge(experiment);
      if (stop !== null) await this.#stop(experiment, stop);
    } catch (error) {
      if (signal.aborted) return;
      logger.warn(
        { err: SlipwayError.from(error), endpoint, experiment: id },
        'an experiment is not guarded',
      );
    }
  }

  async #judge(experiment: Experiment): Promise<Stop | null> {
    const { log, clock } = this.#options;
    const now = clock.now();
    const ended = judgeEnd(experiment, now);
    if (ended !== null || !experiment.autoStop) return ended;
    const { endpoint, id, kind, startedAt } = experiment;
    const windows = watchedWindows(startedAt, now);
    if (windows === null) return null;
    const slowerThanMs = thresholdsOf(experiment);
    const counts = await log.call(
      logRoutes.guardrails,
      { body: { endpoint, experiment: id, kind, windows, slowerThanMs } },
      { signal: this.#stopping.signal, timeoutMs: TIMEOUT_MS },
    );
    return judgeCounts(experiment, counts);
  }

  async #stop({ endpoint, id }: Experiment, stop: Stop): Promise<void> {
    const { stopExperiment, tables, notifier, clock, logger } = this.#options;
    const stopped = await stopExperiment(endpoint, id, stop);
    if (stopped.conclusion === null || stopped.conclusion.cause === 'person') return;
    logger.warn({ endpoint, experiment: id, ...stop }, 'an experiment was stopped');
    const owed = await raiseExperimentAlert(tables, stopped, timestamp(clock));
    for (const monitor of owed) notifier.deliver(monitor);
  }
}
