import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PredictorReport, ProcessStatus } from '@slipway/contracts';
import {
  digestOf,
  type Logger,
  type PredictorHost,
  type WantedPredictor,
  writeAtomically,
} from '@slipway/platform';
import { keptPort } from './kept-ports.ts';
import { type ProcessSpecification, SupervisedProcess } from './supervised-process.ts';

/** Time for a predictor to finish what it has accepted, before the whole stack's 5 s are over. */
const DRAIN_MS = 3500;

export interface ChildPredictorHostOptions {
  readonly host: string;
  /** Holds the document of each predictor and the ports. */
  readonly directory: string;
  /** The process of a predictor that listens on `port` and loads what `deploymentFile` names. */
  readonly specify: (
    predictor: WantedPredictor,
    port: number,
    deploymentFile: string,
  ) => ProcessSpecification;
  readonly logger: Logger;
  readonly onChange: () => void;
}

interface Running {
  readonly wanted: WantedPredictor;
  readonly fingerprint: string;
  readonly process: SupervisedProcess;
}

/** The embedded deployer's engine: predictors as supervised child processes that keep their port over restarts. */
export class ChildPredictorHost implements PredictorHost {
  readonly #options: ChildPredictorHostOptions;
  readonly #running = new Map<string, Running>();
  #applying: Promise<void> = Promise.resolve();

  constructor(options: ChildPredictorHostOptions) {
    this.#options = options;
  }

  get statuses(): ProcessStatus[] {
    return [...this.#running.values()].map(({ process }) => process.status);
  }

  apply(wanted: readonly WantedPredictor[]): Promise<void> {
    this.#applying = this.#applying.catch(() => undefined).then(() => this.#apply(wanted));
    return this.#applying;
  }

  async reports(): Promise<readonly PredictorReport[]> {
    return [...this.#running.values()].map(({ wanted, process: { status, specification, refused } }) => ({
      id: wanted.id,
      deployment: wanted.deployment.id,
      address: specification.address ?? '',
      state: refused ? 'refused' : PREDICTOR_STATE[status.health],
      ...(status.reason === undefined ? {} : { reason: status.reason }),
    }));
  }

  async stop(graceMs: number): Promise<void> {
    await this.#applying.catch(() => undefined);
    await Promise.all([...this.#running.values()].map(({ process }) => process.stop(graceMs)));
  }

  /** New predictors first; what is no longer wanted drains beside them. */
  async #apply(wanted: readonly WantedPredictor[]): Promise<void> {
    const ids = new Set(wanted.map(({ id }) => id));
    for (const predictor of wanted) {
      const fingerprint = digestOf(JSON.stringify({ ...predictor.deployment, replicas: 0 }));
      const running = this.#running.get(predictor.id);
      if (running?.fingerprint === fingerprint) continue;
      if (running) await running.process.stop(DRAIN_MS);
      await this.#start(predictor, fingerprint);
    }
    const leaving = [...this.#running.entries()].filter(([id]) => !ids.has(id));
    for (const [id, { process }] of leaving) {
      this.#running.delete(id);
      void process.stop(DRAIN_MS).then(() => rm(this.#deploymentFile(id), { force: true }));
    }
    this.#options.onChange();
  }

  async #start(wanted: WantedPredictor, fingerprint: string): Promise<void> {
    const file = this.#deploymentFile(wanted.id);
    await writeAtomically(file, JSON.stringify(wanted.deployment));
    const { host, directory, specify, logger, onChange } = this.#options;
    const port = await keptPort(host, directory, wanted.id);
    const process = new SupervisedProcess(specify(wanted, port, file), logger, onChange);
    this.#running.set(wanted.id, { wanted, fingerprint, process });
    process.start();
  }

  #deploymentFile(id: string): string {
    return join(this.#options.directory, `${id}.json`);
  }
}

const PREDICTOR_STATE: Readonly<Record<ProcessStatus['health'], PredictorReport['state']>> = {
  starting: 'starting',
  ready: 'ready',
  'not-ready': 'failed',
  'backing-off': 'failed',
  stopped: 'draining',
};
