import { randomBytes } from 'node:crypto';
import type { Experiment, ExperimentChange, ExperimentRequest, Identity } from '@slipway/contracts';
import { canonicalJson, digestOf } from '@slipway/platform';
import { publishRouting } from '../routing/publish-routing.ts';
import { lockRouting } from '../routing/routing-lock.ts';
import type { Change } from '../storage/change.ts';
import { nextNumber } from '../storage/counter.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { changeParameters } from './change-parameters.ts';
import { changedExperiment } from './changed-experiment.ts';
import { concludeExperiment, type Ending } from './conclude-experiment.ts';
import { refuseSharedUnits } from './experiment-exclusion.ts';
import { checkPromises } from './experiment-promises.ts';
import { findExperiment, listExperiments, saveExperiment } from './experiment-rows.ts';
import { findEndpoint } from './find-endpoint.ts';
import { latestRevision } from './parameter-revisions.ts';
import { assertReadyVariant } from './ready-variant.ts';
import { runningExperiments } from './running-experiment.ts';

/** Tests on live traffic: A/B tests that share no units, and any number of shadow tests. */
export class Experiments {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * Starts an experiment between ready variants; the same request while it runs gets it back.
   * Throws ENDPOINT_UNKNOWN, EXPERIMENT_RUNNING, VARIANT_UNKNOWN, DEPLOYMENT_NOT_READY, INVALID_REQUEST for what it could not keep.
   */
  start(by: Identity, endpoint: string, request: ExperimentRequest): Promise<Experiment> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      await lockRouting(tables);
      await findEndpoint(tables, endpoint);
      const digest = digestOf(canonicalJson(request));
      const running = await runningExperiments(tables, endpoint);
      const repeated = running.find((each) => each.request === digest);
      if (repeated !== undefined) return repeated.experiment;
      checkPromises(request, at);
      refuseSharedUnits(
        endpoint,
        request,
        running.map(({ experiment }) => experiment),
      );
      for (const [i, { variant }] of request.variants.entries()) {
        await assertReadyVariant(tables, endpoint, variant, `variants[${i}].variant`);
      }
      const experiment = await insertExperiment(change, endpoint, request, digest);
      await publishRouting(change, endpoint);
      return experiment;
    });
  }

  /** Changes what moves nobody. Throws NOT_FOUND, INVALID_REQUEST for anything else. */
  change(by: Identity, endpoint: string, id: string, changes: ExperimentChange): Promise<Experiment> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      await lockRouting(tables);
      const before = await findExperiment(tables, endpoint, id);
      const after = changedExperiment(before, changes, at);
      if (canonicalJson(after) === canonicalJson(before)) return before;
      await saveExperiment(tables, after);
      change.record('experiment.changed', endpoint, { experiment: id, changed: changes });
      await publishRouting(change, endpoint);
      return after;
    });
  }

  /**
   * Stops an experiment, and in the same transaction makes `promote` the active variant; null keeps the champion.
   * The same stop again gets the stopped experiment back.
   * Throws ENDPOINT_UNKNOWN, NOT_FOUND, VARIANT_UNKNOWN, DEPLOYMENT_NOT_READY, ALREADY_EXISTS for another conclusion.
   */
  stop(by: Identity, endpoint: string, id: string, ending: Ending): Promise<Experiment> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      await lockRouting(tables);
      const experiment = await findExperiment(tables, endpoint, id);
      const outcome = concludeExperiment(experiment, ending, by, at);
      if (outcome.kind === 'repeated') return experiment;
      const { promote, reason, cause } = ending;
      if (promote !== null) await assertReadyVariant(tables, endpoint, promote, 'promote');
      await saveExperiment(tables, outcome.experiment);
      change.record('experiment.stopped', endpoint, { experiment: id, promoted: promote, reason, cause });
      if (promote !== null) await promoteVariant(change, endpoint, promote, reason);
      await publishRouting(change, endpoint);
      return outcome.experiment;
    });
  }

  /** Newest first. Throws ENDPOINT_UNKNOWN. */
  async list(endpoint: string): Promise<Experiment[]> {
    const experiments = await listExperiments(this.#store.tables, endpoint);
    if (experiments.length === 0) await findEndpoint(this.#store.tables, endpoint);
    return experiments;
  }

  /** Throws NOT_FOUND. */
  get(endpoint: string, id: string): Promise<Experiment> {
    return findExperiment(this.#store.tables, endpoint, id);
  }
}

const insertExperiment = async (
  change: Change,
  endpoint: string,
  request: ExperimentRequest,
  digest: string,
): Promise<Experiment> => {
  const { tables, at } = change;
  const number = await nextNumber(tables, 'experiment');
  // The random part keeps ids apart in a warehouse that outlives this database.
  const id = `${request.name}-${number}-${randomBytes(3).toString('hex')}`;
  const experiment: Experiment = {
    ...request,
    id,
    endpoint,
    seed: request.seed ?? id,
    state: 'running',
    startedAt: at,
    stoppedAt: null,
    conclusion: null,
  };
  const document = JSON.stringify(experiment);
  await tables
    .insertInto('experiment')
    .values({ id, number, endpoint, state: 'running', request: digest, document })
    .execute();
  change.record('experiment.started', endpoint, { experiment: id, ...request });
  return experiment;
};

/** All requests outside of experiments go to the variant: a split that is in force would keep them from it. */
const promoteVariant = async (
  change: Change,
  endpoint: string,
  variant: string,
  reason: string,
): Promise<void> => {
  const latest = await latestRevision(change.tables, endpoint);
  const split = latest?.values.weights ?? [];
  const values = { activeVariant: variant, ...(split.length > 0 ? { weights: [] } : {}) };
  await changeParameters(change, endpoint, values, reason);
};
