import {
  type Evaluation,
  type Identity,
  type PageQuery,
  type Review,
  type ReviewRequest,
  SlipwayError,
} from '@slipway/contracts';
import type { Transaction } from 'kysely';
import { findVersion } from '../registry/model-registry.ts';
import { validateCriteria } from '../sign-off/validate-criteria.ts';
import { nextNumber } from '../storage/counter.ts';
import { cursorOf, pageOf } from '../storage/page-of.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import type { ReleaseTables } from '../storage/tables.ts';
import { evidenceDigestOf, freezeEvidence } from './evidence.ts';
import { reviewOf } from './review-row.ts';

export interface ReviewFilter extends PageQuery {
  readonly state?: Review['state'] | undefined;
  readonly model?: string | undefined;
  readonly version?: number | undefined;
}

/** Requests to release a version. A review is a row that waits: it holds no process. */
export class Reviews {
  readonly #store: ReleaseStore;
  readonly #requiredApprovals: number;

  constructor(store: ReleaseStore, requiredApprovals: number) {
    this.#store = store;
    this.#requiredApprovals = requiredApprovals;
  }

  /**
   * Freezes the evidence and asks for a decision, once per evaluation and endpoint: a repeat gets the first review back.
   * Without criteria in the request, those that the version was registered with for this endpoint apply.
   * Throws NOT_FOUND, INVALID_REQUEST, INVALID_EXPRESSION.
   */
  open(by: Identity, request: ReviewRequest): Promise<Review> {
    validateCriteria(request.criteria);
    return this.#store.change(by, async (change) => {
      const { tables, at } = change;
      const version = await findVersion(tables, request.model, request.version);
      const evaluation = await lockEvaluation(tables, request);
      const existing = await tables
        .selectFrom('review')
        .selectAll()
        .where('evaluation', '=', evaluation.id)
        .where('endpoint', '=', request.endpoint)
        .executeTakeFirst();
      if (existing !== undefined) return reviewOf(existing);

      const intended = version.release?.endpoint === request.endpoint ? version.release.criteria : [];
      const criteria = request.criteria.length > 0 ? request.criteria : intended;
      validateCriteria(criteria);
      // The number of approvals is part of the evidence: a later change of the rule does not reach an open review.
      const evidence = freezeEvidence(version, evaluation, criteria, {
        pattern: 'model-load',
        endpoint: request.endpoint,
        requiredApprovals: this.#requiredApprovals,
      });
      const number = await nextNumber(tables, 'review');
      const id = `review-${number}`;
      const row = await tables
        .insertInto('review')
        .values({
          id,
          number,
          model: request.model,
          version: request.version,
          endpoint: request.endpoint,
          evaluation: evaluation.id,
          state: 'open',
          author: version.lineage.author,
          evidence: JSON.stringify(evidence),
          evidence_digest: evidenceDigestOf(evidence),
          decisions: '[]',
          release: null,
          opened_at: at,
          closed_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      change.record('review.opened', id, {
        model: request.model,
        version: request.version,
        endpoint: request.endpoint,
        evidence: row.evidence_digest,
      });
      return reviewOf(row);
    });
  }

  /** Newest first. */
  async list(filter: ReviewFilter): Promise<{ items: Review[]; next: string | null }> {
    const before = cursorOf(filter);
    let rows = this.#store.tables.selectFrom('review').selectAll();
    if (filter.state !== undefined) rows = rows.where('state', '=', filter.state);
    if (filter.model !== undefined) rows = rows.where('model', '=', filter.model);
    if (filter.version !== undefined) rows = rows.where('version', '=', filter.version);
    if (before !== null) rows = rows.where('number', '<', before);
    const found = await rows
      .orderBy('number', 'desc')
      .limit(filter.limit + 1)
      .execute();
    return pageOf(found, filter.limit, ({ number }) => number, reviewOf);
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<Review> {
    const row = await this.#store.tables
      .selectFrom('review')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Review', name: id });
    return reviewOf(row);
  }
}

/** A repeat at the same time waits for the lock, and then finds the review. */
const lockEvaluation = async (
  tables: Transaction<ReleaseTables>,
  { model, version, evaluation }: ReviewRequest,
): Promise<Evaluation> => {
  const row = await tables
    .selectFrom('evaluation')
    .select('document')
    .where('id', '=', evaluation)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Evaluation', name: evaluation });
  if (row.document.model !== model || row.document.version !== version) {
    const reason = `evaluation: ${evaluation} is of ${row.document.model} ${row.document.version}`;
    throw new SlipwayError('INVALID_REQUEST', { reason }, { field: 'evaluation' });
  }
  return row.document;
};
