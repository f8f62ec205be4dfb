import { setTimeout as sleep } from 'node:timers/promises';
import { type PredictorReport, SlipwayError } from '@slipway/contracts';
import type { Logger } from '@slipway/platform';
import type { ReleasedFacts } from './released-facts.ts';
import { type Finding, verifyServer } from './verify-server.ts';

export interface ServerWatchOptions {
  readonly id: string;
  readonly deployment: string;
  readonly address: string;
  readonly servedAs: string;
  /** May throw: it is tried again. */
  readonly facts: () => Promise<ReleasedFacts>;
  readonly checkMs: number;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** Before a server was ever verified, somebody waits for it. */
const EAGER_MS = 1000;
/** A verified server that does not answer once may be restarting; gateways pass it over by themselves meanwhile. */
const MISSED = 2;

/** Verifies one server of others again and again: what it held yesterday says nothing about today. */
export class ServerWatch {
  readonly #options: ServerWatchOptions;
  readonly #stopping = new AbortController();
  #report: PredictorReport;
  #missed = 0;
  #watching: Promise<void> = Promise.resolve();

  constructor(options: ServerWatchOptions) {
    this.#options = options;
    const { id, deployment, address } = options;
    this.#report = { id, deployment, address, state: 'starting', reason: 'It is being verified.' };
  }

  get report(): PredictorReport {
    return this.#report;
  }

  start(): void {
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { checkMs } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const finding = await this.#verify();
      if (signal.aborted) return;
      this.#tell(finding);
      const wait = this.#report.state === 'starting' ? Math.min(EAGER_MS, checkMs) : checkMs;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  async #verify(): Promise<Finding> {
    const { address, servedAs, timeoutMs, facts } = this.#options;
    const { signal } = this.#stopping;
    const verified = this.#report.state === 'ready';
    try {
      return await verifyServer(
        { address, servedAs, timeoutMs, signal },
        await facts(),
        verified ? 1 : undefined,
      );
    } catch (thrown) {
      const { code, message } = SlipwayError.from(thrown);
      return { state: 'refused', reason: `${code}: ${message}` };
    }
  }

  #tell(finding: Finding): void {
    const { id, deployment, address, logger } = this.#options;
    const before = this.#report.state;
    this.#missed = finding.state === 'unreachable' ? this.#missed + 1 : 0;
    if (before === 'ready' && finding.state === 'unreachable' && this.#missed < MISSED) return;
    this.#report = {
      id,
      deployment,
      address,
      state: stateAfter(before, finding),
      ...('reason' in finding ? { reason: finding.reason } : {}),
    };
    if (this.#report.state !== before)
      logger.info({ ...this.#report, before }, 'a server of others was verified');
  }
}

/** One that was never verified is still starting; one that was, or that was refused, has failed. */
const stateAfter = (before: PredictorReport['state'], { state }: Finding): PredictorReport['state'] => {
  if (state !== 'unreachable') return state;
  return before === 'starting' ? 'starting' : 'failed';
};
