import { randomBytes } from 'node:crypto';
import { type Experiment, type ExperimentRequest, type Identity, SlipwayError } from '@slipway/contracts';
import { canonicalJson, digestOf } from '@slipway/platform';
import type { Kysely } from 'kysely';
import { publishRouting } from '../routing/publish-routing.ts';
import { lockRouting } from '../routing/routing-lock.ts';
import { nextNumber } from '../storage/counter.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import type { ReleaseTables } from '../storage/tables.ts';
import { changeParameters } from './change-parameters.ts';
import { concludeExperiment } from './conclude-experiment.ts';
import { findEndpoint } from './find-endpoint.ts';
import { assertReadyVariant } from './ready-variant.ts';
import { runningExperiment } from './running-experiment.ts';

/** Online A/B tests, one at a time per endpoint. */
export class Experiments {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * Starts an experiment between ready variants; the same request while it runs gets it back.
   * Throws ENDPOINT_UNKNOWN, EXPERIMENT_RUNNING, VARIANT_UNKNOWN, DEPLOYMENT_NOT_READY, INVALID_REQUEST for an end in the past.
   */
  start(by: Identity, endpoint: string, request: ExperimentRequest): Promise<Experiment> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      await lockRouting(tables);
      await findEndpoint(tables, endpoint);
      const digest = digestOf(canonicalJson(request));
      const running = await runningExperiment(tables, endpoint);
      if (running?.request === digest) return running.experiment;
      if (running !== null) {
        throw new SlipwayError('EXPERIMENT_RUNNING', { endpoint, experiment: running.experiment.id });
      }
      for (const [i, { variant }] of request.variants.entries()) {
        await assertReadyVariant(tables, endpoint, variant, `variants[${i}].variant`);
      }
      if (request.endsAt !== undefined && Date.parse(request.endsAt) <= Date.parse(at)) {
        throw new SlipwayError(
          'INVALID_REQUEST',
          { reason: 'endsAt: must lie in the future' },
          { field: 'endsAt' },
        );
      }
      const number = await nextNumber(tables, 'experiment');
      // The random part keeps ids apart in a warehouse that outlives this database.
      const id = `${request.name}-${number}-${randomBytes(3).toString('hex')}`;
      const document: Experiment = {
        ...request,
        id,
        endpoint,
        seed: request.seed ?? id,
        state: 'running',
        startedAt: at,
        stoppedAt: null,
        conclusion: null,
      };
      await tables
        .insertInto('experiment')
        .values({
          id,
          number,
          endpoint,
          state: 'running',
          request: digest,
          document: JSON.stringify(document),
        })
        .execute();
      const { name, variants, coverage } = document;
      change.record('experiment.started', endpoint, { experiment: id, name, variants, coverage });
      await publishRouting(change, endpoint);
      return document;
    });
  }

  /**
   * Stops an experiment, and in the same transaction makes `promote` the active variant; null keeps the champion.
   * The same stop again gets the stopped experiment back.
   * Throws ENDPOINT_UNKNOWN, NOT_FOUND, VARIANT_UNKNOWN, DEPLOYMENT_NOT_READY, ALREADY_EXISTS for another conclusion.
   */
  stop(
    by: Identity,
    endpoint: string,
    id: string,
    { promote, reason }: { readonly promote: string | null; readonly reason: string },
  ): Promise<Experiment> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      await lockRouting(tables);
      const experiment = await findExperiment(tables, endpoint, id);
      const outcome = concludeExperiment(experiment, { promote, reason }, by, at);
      if (outcome.kind === 'repeated') return experiment;
      if (promote !== null) await assertReadyVariant(tables, endpoint, promote, 'promote');
      await tables
        .updateTable('experiment')
        .set({ state: 'stopped', document: JSON.stringify(outcome.experiment) })
        .where('id', '=', id)
        .execute();
      change.record('experiment.stopped', endpoint, { experiment: id, promoted: promote, reason });
      if (promote !== null) await changeParameters(change, endpoint, { activeVariant: promote }, reason);
      await publishRouting(change, endpoint);
      return outcome.experiment;
    });
  }

  /** Newest first. */
  async list(endpoint: string): Promise<Experiment[]> {
    const rows = await this.#store.tables
      .selectFrom('experiment')
      .select('document')
      .where('endpoint', '=', endpoint)
      .orderBy('number', 'desc')
      .execute();
    if (rows.length === 0) await findEndpoint(this.#store.tables, endpoint);
    return rows.map(({ document }) => document);
  }

  /** Throws NOT_FOUND. */
  get(endpoint: string, id: string): Promise<Experiment> {
    return findExperiment(this.#store.tables, endpoint, id);
  }
}

const findExperiment = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
  id: string,
): Promise<Experiment> => {
  const row = await tables
    .selectFrom('experiment')
    .select('document')
    .where('endpoint', '=', endpoint)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Experiment', name: id });
  return row.document;
};
