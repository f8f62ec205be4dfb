import { type Identity, type PredictorReport, SlipwayError } from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';
import type { Kysely, Transaction } from 'kysely';
import { publishRouting } from '../routing/publish-routing.ts';
import { lockRouting } from '../routing/routing-lock.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import type { ReleaseTables } from '../storage/tables.ts';
import { predictorOf } from './deployment-rows.ts';

/** What the deployers say runs. */
export class Predictors {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * Replaces all that this deployer reported before, and publishes the routing that follows from it.
   * A predictor of a deployment that is gone is passed over: its deployer has not heard of the end yet.
   * Throws INVALID_REQUEST for an id that is used twice.
   */
  async report(by: Identity, predictors: readonly PredictorReport[]): Promise<void> {
    const repeated = predictors.findIndex(
      ({ id }, i) => predictors.findIndex((other) => other.id === id) < i,
    );
    if (repeated >= 0) {
      const field = `predictors[${repeated}].id`;
      const reason = `${field}: ${predictors[repeated]?.id} is reported twice`;
      throw new SlipwayError('INVALID_REQUEST', { reason }, { field });
    }
    // A deployer repeats itself every few seconds; a report without news must not cost a write to the disk.
    if (sameReports(await reportedBy(this.#store.tables, by), predictors)) return;
    await this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      const before = await reportedBy(tables, by);
      const deployments = await tables.selectFrom('deployment').select('id').execute();
      const known = new Set(deployments.map(({ id }) => id));
      const kept = predictors.filter(({ deployment }) => known.has(deployment));
      if (sameReports(before, kept)) return;
      await replaceReports(tables, by, kept);
      for (const endpoint of await endpointsOf(tables, [...before, ...kept])) {
        await publishRouting(change, endpoint);
      }
    });
  }
}

const sameReports = (a: readonly PredictorReport[], b: readonly PredictorReport[]): boolean => {
  const sorted = (reports: readonly PredictorReport[]) =>
    [...reports].sort((left, right) => (left.id < right.id ? -1 : 1));
  return canonicalJson(sorted(a)) === canonicalJson(sorted(b));
};

const reportedBy = async (tables: Kysely<ReleaseTables>, by: Identity): Promise<PredictorReport[]> => {
  const rows = await tables.selectFrom('predictor').selectAll().where('reporter', '=', by.subject).execute();
  return rows.map(predictorOf);
};

const replaceReports = async (
  tables: Transaction<ReleaseTables>,
  by: Identity,
  predictors: readonly PredictorReport[],
): Promise<void> => {
  await tables.deleteFrom('predictor').where('reporter', '=', by.subject).execute();
  if (predictors.length === 0) return;
  await tables
    .insertInto('predictor')
    .values(
      predictors.map(({ reason, ...predictor }) => ({
        ...predictor,
        reason: reason ?? null,
        reporter: by.subject,
      })),
    )
    .execute();
};

const endpointsOf = async (
  tables: Transaction<ReleaseTables>,
  predictors: readonly PredictorReport[],
): Promise<string[]> => {
  const deployments = [...new Set(predictors.map(({ deployment }) => deployment))];
  if (deployments.length === 0) return [];
  const rows = await tables
    .selectFrom('variant')
    .select('endpoint')
    .distinct()
    .where('deployment', 'in', deployments)
    .orderBy('endpoint')
    .execute();
  return rows.map(({ endpoint }) => endpoint);
};
