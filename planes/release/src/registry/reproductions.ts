import { type Identity, type Reproduction, type ReproductionReport, SlipwayError } from '@slipway/contracts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { findVersion } from './model-registry.ts';

/** Whether versions could be made again. A version never changes; what was tried with it is kept beside it. */
export class Reproductions {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * Keeps the first report of a reproducing run; a repeat gets that one back, unless it was impossible and the run was retried.
   * Throws NOT_FOUND, and INVALID_REQUEST when the version is of another run, or the verdict is not that of the artifact.
   */
  add(by: Identity, model: string, version: number, report: ReproductionReport): Promise<Reproduction> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      // The lock makes a repeat at the same time wait, and then find this report.
      const { artifact } = await findVersion(tables, model, version, { lock: true });
      if ((report.artifact === artifact) !== (report.verdict === 'identical'))
        throw new SlipwayError(
          'INVALID_REQUEST',
          {
            reason: `verdict: version ${version} of ${model} is ${artifact}, and ${report.artifact} is not "${report.verdict}" with it`,
          },
          { field: 'verdict' },
        );
      const existing = await tables
        .selectFrom('reproduction')
        .select('document')
        .where('model', '=', model)
        .where('version', '=', version)
        .where('run', '=', report.run)
        .executeTakeFirst();
      if (existing !== undefined && existing.document.verdict !== 'impossible') return existing.document;
      const document: Reproduction = { ...report, model, version, createdAt: at };
      const row = { document: JSON.stringify(document), created_at: at };
      await tables
        .insertInto('reproduction')
        .values({ model, version, run: report.run, ...row })
        .onConflict((conflict) => conflict.columns(['model', 'version', 'run']).doUpdateSet(row))
        .execute();
      const { run, verdict } = report;
      change.record('version.reproduced', `${model}-${version}`, { run, verdict });
      return document;
    });
  }

  /** Newest first. Throws NOT_FOUND for a version that does not exist. */
  async list(model: string, version: number): Promise<Reproduction[]> {
    await findVersion(this.#store.tables, model, version);
    const rows = await this.#store.tables
      .selectFrom('reproduction')
      .select('document')
      .where('model', '=', model)
      .where('version', '=', version)
      .orderBy('created_at', 'desc')
      .orderBy('run', 'desc')
      .execute();
    return rows.map(({ document }) => document);
  }
}
