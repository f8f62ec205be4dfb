import { createHash, randomBytes } from 'node:crypto';
import { SlipwayError } from '@slipway/contracts';
import type { Kysely } from 'kysely';
import type { LeaseTable, RunTable } from '../../jobs/tables.ts';
import type { StepTokenTable } from '../storage/tables.ts';

/** The step whose command tracks. */
export interface StepScope {
  readonly run: string;
  readonly step: string;
  readonly job: string;
  readonly author: string;
}

interface Tables {
  tracking_step_token: StepTokenTable;
  training_lease: LeaseTable;
  training_run: RunTable;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** How long an answer is believed: a token outlives its lease by this at most. */
const BELIEVED_MS = 1000;
const MOST_BELIEVED = 1000;

/**
 * Tokens of running steps. No other door knows them: they open the tracking API and nothing else. One lives as long as the
 * lease that it was made for.
 */
export class StepTokens {
  readonly #db: Kysely<Tables>;
  readonly #believed = new Map<string, { readonly scope: StepScope; readonly until: number }>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** A new token for the holder of a lease. Throws LEASE_LOST. */
  async make(lease: string): Promise<string> {
    const held = await this.#db
      .selectFrom('training_lease')
      .select('id')
      .where('id', '=', lease)
      .where('state', '=', 'held')
      .executeTakeFirst();
    if (held === undefined) throw new SlipwayError('LEASE_LOST', { lease });
    const token = `step_${randomBytes(32).toString('base64url')}`;
    // Those of steps that have ended, by way of the few tokens there are and not of the many leases there were.
    await this.#db
      .deleteFrom('tracking_step_token as token')
      .where((where) =>
        where.exists(
          where
            .selectFrom('training_lease as ended')
            .select('ended.id')
            .whereRef('ended.id', '=', 'token.lease')
            .where('ended.state', '!=', 'held'),
        ),
      )
      .execute();
    await this.#db
      .insertInto('tracking_step_token')
      .values({ sha256: hashOf(token), lease })
      .execute();
    return token;
  }

  /** The step of a token; null for an unknown one, and when the step has ended. */
  async scopeOf(token: string): Promise<StepScope | null> {
    const sha256 = hashOf(token);
    const now = performance.now();
    const believed = this.#believed.get(sha256);
    if (believed !== undefined && believed.until > now) return believed.scope;
    const found = await this.#db
      .selectFrom('tracking_step_token as token')
      .innerJoin('training_lease as lease', 'lease.id', 'token.lease')
      .innerJoin('training_run as run', 'run.id', 'lease.run')
      .select(['lease.run', 'lease.step', 'run.job', 'run.author'])
      .where('token.sha256', '=', sha256)
      .where('lease.state', '=', 'held')
      .executeTakeFirst();
    if (this.#believed.size >= MOST_BELIEVED) this.#believed.clear();
    if (found === undefined) this.#believed.delete(sha256);
    else this.#believed.set(sha256, { scope: found, until: now + BELIEVED_MS });
    return found ?? null;
  }
}
