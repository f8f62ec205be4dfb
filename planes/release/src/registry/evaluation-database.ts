import { type Evaluation, type EvaluationReport, type Identity, SlipwayError } from '@slipway/contracts';
import { nextNumber } from '../storage/counter.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import { findVersion } from './model-registry.ts';

/** What the platform measured of the versions. */
export class EvaluationDatabase {
  readonly #store: ReleaseStore;

  constructor(store: ReleaseStore) {
    this.#store = store;
  }

  /**
   * Keeps the first evaluation of a version on a snapshot; a repeat gets that one back.
   * Throws NOT_FOUND, and INVALID_REQUEST when another artifact than the version's was evaluated.
   */
  add(by: Identity, model: string, version: number, report: EvaluationReport): Promise<Evaluation> {
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      // The lock makes a repeat at the same time wait, and then find this evaluation.
      const { artifact } = await findVersion(tables, model, version, { lock: true });
      if (report.artifact !== artifact) {
        throw new SlipwayError(
          'INVALID_REQUEST',
          { reason: `artifact: version ${version} of ${model} is ${artifact}, not ${report.artifact}` },
          { field: 'artifact' },
        );
      }
      const existing = await tables
        .selectFrom('evaluation')
        .select('document')
        .where('model', '=', model)
        .where('version', '=', version)
        .where('snapshot', '=', report.snapshot)
        .executeTakeFirst();
      if (existing !== undefined) return existing.document;
      const number = await nextNumber(tables, 'evaluation');
      const id = `evaluation-${number}`;
      const document: Evaluation = { ...report, id, model, version, createdAt: at };
      await tables
        .insertInto('evaluation')
        .values({
          id,
          number,
          model,
          version,
          snapshot: report.snapshot,
          document: JSON.stringify(document),
          created_at: at,
        })
        .execute();
      change.record('evaluation.added', id, { model, version, snapshot: report.snapshot });
      return document;
    });
  }

  /** Newest first. Throws NOT_FOUND for a version that does not exist. */
  async list(model: string, version: number): Promise<Evaluation[]> {
    await findVersion(this.#store.tables, model, version);
    const rows = await this.#store.tables
      .selectFrom('evaluation')
      .select('document')
      .where('model', '=', model)
      .where('version', '=', version)
      .orderBy('number', 'desc')
      .execute();
    return rows.map(({ document }) => document);
  }
}
