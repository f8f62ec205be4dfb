import {
  type Identity,
  type ParameterChange,
  type ParameterRevision,
  type ParameterTrial,
  type ServingParameterValues,
  SlipwayError,
} from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';
import type { Kysely } from 'kysely';
import { publishRouting } from '../routing/publish-routing.ts';
import { lockRouting } from '../routing/routing-lock.ts';
import type { Change } from '../storage/change.ts';
import type { ReleaseStore } from '../storage/release-store.ts';
import type { ReleaseTables } from '../storage/tables.ts';
import { assertParameters, signedVariants } from './assert-parameters.ts';
import { changedKeys } from './changed-keys.ts';
import { findEndpoint } from './find-endpoint.ts';
import type { LoggedRow, ReadLoggedRows } from './logged-row.ts';
import { mergeParameters } from './merge-parameters.ts';
import { findRevision, latestRevision, listRevisions, recordRevision } from './parameter-revisions.ts';
import { ParameterTrialRun } from './parameter-trial.ts';
import { assertReadyVariant } from './ready-variant.ts';

/** The life of serving parameters: set, tried, rolled back; every change a numbered revision. */
export class Parameters {
  readonly #store: ReleaseStore;
  readonly #loggedRows: ReadLoggedRows;

  constructor(store: ReleaseStore, loggedRows: ReadLoggedRows) {
    this.#store = store;
    this.#loggedRows = loggedRows;
  }

  /**
   * Sets and unsets the given values in a new revision, the others stay. What is in force already makes no revision.
   * Throws ENDPOINT_UNKNOWN, INVALID_PARAMETERS and RULE_INVALID with all problems, DEPLOYMENT_NOT_READY.
   */
  set(
    by: Identity,
    endpoint: string,
    { values, unset, reason }: ParameterChange & { readonly reason: string },
  ): Promise<ParameterRevision> {
    return this.#change(by, endpoint, reason, (latest) => mergeParameters(latest, { values, unset }));
  }

  /** Sets the values of an earlier revision again, checked against what exists now. Throws as `set`, and NOT_FOUND. */
  rollback(
    by: Identity,
    endpoint: string,
    { revision, reason }: { readonly revision: number; readonly reason: string },
  ): Promise<ParameterRevision> {
    const why = reason === '' ? `back to revision ${revision}` : `${reason} (back to revision ${revision})`;
    return this.#change(
      by,
      endpoint,
      why,
      async (_, tables) => (await findRevision(tables, endpoint, revision)).values,
    );
  }

  /**
   * What the change would have done to the newest logged rows; nothing is changed.
   * Throws ENDPOINT_UNKNOWN, INVALID_PARAMETERS, RULE_INVALID, UNAVAILABLE when the log cannot be read.
   */
  async try(
    endpoint: string,
    { values, unset, rows }: ParameterChange & { readonly rows: number },
  ): Promise<ParameterTrial> {
    const { tables } = this.#store;
    await findEndpoint(tables, endpoint);
    const before = (await latestRevision(tables, endpoint))?.values ?? {};
    const after = mergeParameters(before, { values, unset });
    await assertParameters(tables, endpoint, after, changedKeys(before, after));
    const variants = await signedVariants(tables, endpoint);
    let logged: readonly LoggedRow[];
    try {
      logged = await this.#loggedRows(endpoint, rows);
    } catch (cause) {
      throw new SlipwayError('UNAVAILABLE', { what: 'The prediction log' }, { cause });
    }
    return new ParameterTrialRun(endpoint, after, variants).over(logged);
  }

  /** Newest first. Throws ENDPOINT_UNKNOWN. */
  async revisions(endpoint: string): Promise<ParameterRevision[]> {
    await findEndpoint(this.#store.tables, endpoint);
    return listRevisions(this.#store.tables, endpoint);
  }

  #change(
    by: Identity,
    endpoint: string,
    reason: string,
    next: (
      latest: ServingParameterValues,
      tables: Kysely<ReleaseTables>,
    ) => ServingParameterValues | Promise<ServingParameterValues>,
  ): Promise<ParameterRevision> {
    return this.#store.change(by, async (change) => {
      const { tables } = change;
      await lockRouting(tables);
      await findEndpoint(tables, endpoint);
      const latest = await latestRevision(tables, endpoint);
      const before = latest?.values ?? {};
      const after = await next(before, tables);
      if (latest && canonicalJson(after) === canonicalJson(before)) return latest;
      const changed = changedKeys(before, after);
      await assertParameters(tables, endpoint, after, changed);
      await assertReadyToAnswer(change, endpoint, before, after);
      const revision = await recordRevision(change, endpoint, before, after, reason);
      await publishRouting(change, endpoint);
      return revision;
    });
  }
}

/** Traffic moves to ready capacity only: to the active variant, and to every variant that gets a share. Throws DEPLOYMENT_NOT_READY. */
const assertReadyToAnswer = async (
  { tables }: Change,
  endpoint: string,
  before: ServingParameterValues,
  after: ServingParameterValues,
): Promise<void> => {
  const { activeVariant, weights = [] } = after;
  if (typeof activeVariant === 'string' && activeVariant !== before.activeVariant) {
    await assertReadyVariant(tables, endpoint, activeVariant, 'values.activeVariant');
  }
  if (canonicalJson(weights) === canonicalJson(before.weights ?? [])) return;
  for (const [i, { variant, weight }] of weights.entries()) {
    if (weight > 0) await assertReadyVariant(tables, endpoint, variant, `values.weights[${i}].variant`);
  }
};
