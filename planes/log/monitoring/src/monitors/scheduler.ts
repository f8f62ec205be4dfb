import type { Monitor } from '@slipway/contracts';
import type { Clock, Logger, Service } from '@slipway/platform';
import type { Checker } from '../checks/checker.ts';
import type { Monitors } from './monitors.ts';
import { lastTick } from './schedule.ts';

/**
 * How long after its tick a scheduled check runs. Too short, and the last answers of the window still lie in the spool, which
 * looks like less traffic; longer only makes alerts later.
 */
const SETTLE_MS = 10_000;

export interface SchedulerOptions {
  readonly monitors: Monitors;
  readonly checker: Checker;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often the schedule is looked at; the first time after one period, when this process listens. @default 5000 */
  readonly pollMs?: number;
}

/** Runs the checks that are due. Ticks that were missed, because the process was down, run once. */
export class Scheduler implements Service {
  readonly name = 'monitoring';
  readonly #options: SchedulerOptions;
  #timer: NodeJS.Timeout | undefined;
  #tick: Promise<void> | null = null;
  #stopping = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const poll = () => {
      this.#tick ??= this.tick()
        .catch((error: unknown) =>
          this.#options.logger.error({ err: error }, 'could not look at the schedule'),
        )
        .finally(() => {
          this.#tick = null;
        });
    };
    this.#timer = setInterval(poll, this.#options.pollMs ?? 5000);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#tick;
  }

  /** Runs everything that is due now, one check after the other, so that monitors do not crowd out the warehouse's other users. */
  async tick(): Promise<void> {
    const { monitors, clock } = this.#options;
    for (const monitor of await monitors.due(clock.now() - SETTLE_MS)) {
      if (this.#stopping) return;
      await this.#run(monitor);
    }
  }

  async #run(monitor: Monitor): Promise<void> {
    const { checker, clock, logger } = this.#options;
    const { id, schedule, windowMinutes } = monitor;
    if (schedule === undefined) return;
    const to = lastTick(schedule, clock.now() - SETTLE_MS) ?? clock.now();
    const window = {
      from: new Date(to - windowMinutes * 60_000).toISOString(),
      to: new Date(to).toISOString(),
    };
    try {
      await checker.runScheduled(id, window);
    } catch (error) {
      if (this.#stopping) return;
      logger.error({ err: error, monitor: id }, 'a scheduled check could not be made');
    }
  }
}
