import { performance } from 'node:perf_hooks';
import type { CountRecord } from '@slipway/contracts';
import { type Clock, Future, LatencyHistogram, type LogWriter, systemClock } from '@slipway/platform';
import { type LogPlan, planLog } from './log-plan.ts';
import { predictionRecords } from './prediction-record.ts';
import type { RecordedAnswer, RecordedRequest, RecordedRoute } from './recorded-request.ts';
import { isSampled } from './sampling.ts';
import type { GatewayStatistics } from './statistics.ts';

export interface RecorderOptions {
  /** Id of this gateway in the log. */
  readonly gateway: string;
  readonly log: LogWriter;
  readonly statistics: GatewayStatistics;
  /** The key of hashed units and features, see `ensureHashKey`; asked for once, at the first row that needs it. */
  readonly hashKey: () => Buffer;
  readonly clock?: Clock;
}

/** Brings answers into the prediction log as the endpoint's log parameters say. */
export class Recorder {
  /** How long rows waited to be durable; of the requests whose rows the log took. */
  readonly waits = new LatencyHistogram();
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  /** A route is one object for as long as it is in force, and so are its parameters. */
  readonly #plans = new WeakMap<RecordedRoute, LogPlan>();
  #key: Buffer | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Why answers are missing in the log at present; null while all of them are in it. */
  get trouble(): string | null {
    return this.#options.log.trouble ?? null;
  }

  /**
   * Resolves when the rows of a request are in the log, or counted where the endpoint samples; for the rows of shadows call it
   * again with their answers. Fails with INSUFFICIENT_SPACE when the log cannot take them: what is not logged must not be answered.
   * @param answers one per row; those of a shadow have `shadowOf`
   * @param began the time, on the clock of `performance.now()`
   */
  record(
    recorded: RecordedRequest,
    answers: readonly RecordedAnswer[],
    began = performance.now(),
  ): Future<void> {
    const { gateway, log, statistics } = this.#options;
    const plan = this.#planOf(recorded.route);
    if (!isSampled(recorded.request, plan.sampling)) {
      const rows = answers.filter(({ shadowOf }) => shadowOf === null).length;
      const counted =
        rows > 0 ? log.append([this.#count(recorded, { sampledOut: rows, dropped: 0 })]) : undefined;
      return Future.of(counted).then(() => {
        statistics.sampledOutRows += rows;
      });
    }
    const droppedBefore = log.droppedRows ?? 0;
    const rows = predictionRecords(gateway, recorded, answers, plan);
    return Future.of(log.append(rows)).then(() => {
      this.waits.observe(performance.now() - began);
      if ((log.droppedRows ?? 0) === droppedBefore) statistics.loggedRows += answers.length;
    });
  }

  /** For answers that go out whatever the log does: errors, and what shadows say. Rows that it refuses are counted as dropped. */
  async recordOrCount(recorded: RecordedRequest, answers: readonly RecordedAnswer[]): Promise<void> {
    const { log, statistics } = this.#options;
    try {
      await this.record(recorded, answers);
    } catch {
      const rows = answers.filter(({ shadowOf }) => shadowOf === null).length;
      statistics.unloggedRows += answers.length;
      if (rows > 0)
        await Future.of(log.append([this.#count(recorded, { sampledOut: 0, dropped: rows })])).catch(
          () => undefined,
        );
    }
  }

  #planOf(route: RecordedRoute): LogPlan {
    const known = this.#plans.get(route);
    if (known) return known;
    const plan = planLog(route, () => this.#hashKey());
    this.#plans.set(route, plan);
    if (plan.schema) this.#options.log.declare(plan.schema);
    return plan;
  }

  #hashKey(): Buffer {
    this.#key ??= this.#options.hashKey();
    return this.#key;
  }

  #count(
    { route }: RecordedRequest,
    { sampledOut, dropped }: Pick<CountRecord, 'sampledOut' | 'dropped'>,
  ): CountRecord {
    const { endpoint } = route;
    const { gateway } = this.#options;
    const answered = sampledOut + dropped;
    return { kind: 'count', at: this.#clock.now(), gateway, endpoint, answered, sampledOut, dropped };
  }
}
