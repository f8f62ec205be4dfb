import {
  type Check,
  type Finding,
  type Monitor,
  type MonitorKind,
  SlipwayError,
  type Window,
} from '@slipway/contracts';
import type { Clock, ContractClient, Logger } from '@slipway/platform';
import type { Notifier } from '../alerts/notifier.ts';
import type { RunRequests } from '../alerts/run-requests.ts';
import type { Monitors } from '../monitors/monitors.ts';
import type { CheckLog } from './check-log.ts';
import { finding } from './finding.ts';
import { checkInputs } from './inputs-check.ts';
import { checkPredictions } from './predictions-check.ts';
import { checkQuality } from './quality-check.ts';
import type { Question } from './question.ts';
import { Turns } from './turns.ts';
import { checkVolume } from './volume-check.ts';

const CHECKS: Readonly<Record<MonitorKind, (question: Question) => Promise<Finding[]>>> = {
  inputs: checkInputs,
  predictions: checkPredictions,
  volume: checkVolume,
  quality: checkQuality,
};

export interface CheckerOptions {
  readonly monitors: Monitors;
  readonly checks: CheckLog;
  readonly notifier: Notifier;
  /** Null: alerts start no runs. */
  readonly runRequests: RunRequests | null;
  readonly log: ContractClient;
  readonly registry: ContractClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes checks, one at a time per monitor. What goes wrong while asking is a check in state error, and not an exception. */
export class Checker {
  readonly #options: CheckerOptions;
  readonly #turns = new Turns();
  readonly #stopping = new AbortController();

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  /**
   * Checks the given window, which ends now at the latest, or the last `windowMinutes`.
   * Throws NOT_FOUND, INVALID_REQUEST for a window without time in it.
   */
  async run(monitor: string, window?: Window): Promise<Check> {
    const asked = window && this.#untilNow(window);
    return this.#turns.take(monitor, () => this.#check(monitor, asked, false));
  }

  /** The same for a tick of the schedule, which moves on with it. */
  runScheduled(monitor: string, window: Window): Promise<Check> {
    return this.#turns.take(monitor, () => this.#check(monitor, window, true));
  }

  /** Ends the checks under way; they leave nothing. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#turns.settled();
  }

  async #check(id: string, asked: Window | undefined, scheduled: boolean): Promise<Check> {
    const { monitors, checks, notifier, runRequests } = this.#options;
    const monitor = await monitors.find(id);
    const window = asked ?? this.#latestWindow(monitor);
    const findings = await this.#findings(monitor, window);
    this.#stopping.signal.throwIfAborted();
    const { check, changed } = await checks.add(monitor, window, findings, scheduled);
    if (changed) {
      notifier.deliver(monitor.id);
      runRequests?.deliver();
    }
    return check;
  }

  /** A window that ended in the future would be the newest one for ever, and no later check could change an alert. */
  #untilNow({ from, to }: Window): Window {
    const end = Math.min(Date.parse(to), this.#options.clock.now());
    if (Date.parse(from) < end) return { from, to: new Date(end).toISOString() };
    const field = Date.parse(from) < Date.parse(to) ? 'window.from' : 'window.to';
    const problem = field === 'window.from' ? 'must lie in the past' : 'must lie after window.from';
    throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${problem}` }, { field });
  }

  #latestWindow({ windowMinutes }: Monitor): Window {
    const now = this.#options.clock.now();
    return { from: new Date(now - windowMinutes * 60_000).toISOString(), to: new Date(now).toISOString() };
  }

  async #findings(monitor: Monitor, window: Window): Promise<Finding[]> {
    const { log, registry, logger } = this.#options;
    const { signal } = this.#stopping;
    try {
      return await CHECKS[monitor.kind]({ monitor, window, log, registry, signal });
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const error = SlipwayError.from(thrown);
      logger.warn({ err: thrown, monitor: monitor.id }, 'a check could not get its answers');
      return [
        finding({
          subject: monitor.kind,
          state: 'error',
          method: 'none',
          rows: 0,
          detail: `${error.code}: ${error.message}`,
        }),
      ];
    }
  }
}
