import { randomUUID } from 'node:crypto';
import {
  type Assignment,
  type CodeReference,
  type Heartbeat,
  type ReuseQuestion,
  SlipwayError,
  type StepFailure,
  type StepOutput,
  type StepUsage,
} from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import { copyMetrics, findEarlierResult, noteInputs } from './earlier-result.ts';
import { newsOf } from './heartbeat-news.ts';
import { recordedStep } from './recorded-step.ts';
import { reuseKey } from './reuse-key.ts';
import type { RunAdmission } from './run-admission.ts';
import type { RunLog } from './run-log.ts';
import type { LockedRun, RunProgress } from './run-progress.ts';
import type { StepRow } from './run-view.ts';
import type { StepQueue, StepTicket } from './step-queue.ts';
import { workOf } from './step-work.ts';
import type { LeaseTable, TrainingDatabase, TrainingTransaction } from './tables.ts';
import type { WakeUp } from './wake-up.ts';

type Lease = Selectable<LeaseTable>;

/** A lease that is held, its run locked, and its step. */
interface HeldLease {
  readonly lease: Lease;
  readonly run: LockedRun;
  readonly step: StepRow;
}

/**
 * Milliseconds between looks at the queue while a worker waits. New steps wake it at once; this is for retries whose
 * back-off ends, and for steps that another replica has queued.
 */
const LOOK_AGAIN_MS = 500;

const LOST_WORKER: StepFailure = {
  reason: 'its worker went silent',
  exitCode: null,
  lastLines: [],
};

export interface LeaseBookParts {
  readonly db: TrainingDatabase;
  readonly queue: StepQueue;
  readonly progress: RunProgress;
  readonly log: RunLog;
  readonly wakeUp: WakeUp;
  readonly admission: RunAdmission;
  readonly clock: Clock;
  /** A lease ends when no heartbeat comes for this long. */
  readonly leaseSeconds: number;
}

/** Who works on which step. A step has one holder at most: the lock on its run and a unique index see to it. */
export class LeaseBook {
  readonly #parts: LeaseBookParts;

  constructor(parts: LeaseBookParts) {
    this.#parts = parts;
  }

  /** Gives one step to a worker; waits for one for up to `waitSeconds`. Null when there is none. */
  async take(worker: string, waitSeconds: number, signal: AbortSignal): Promise<Assignment | null> {
    const { wakeUp } = this.#parts;
    const end = performance.now() + waitSeconds * 1000;
    while (!signal.aborted) {
      const seen = wakeUp.count;
      const assignment = await this.#takeNow(worker);
      if (assignment !== null) return assignment;
      const remaining = end - performance.now();
      if (remaining <= 0) return null;
      await wakeUp.wait(seen, Math.min(remaining, LOOK_AGAIN_MS), signal);
    }
    return null;
  }

  /** Extends a lease and stores what happened. Throws LEASE_LOST. */
  async beat(lease: string, beat: z.output<typeof Heartbeat>): Promise<{ cancelled: boolean }> {
    const { db, log } = this.#parts;
    return db.transaction().execute(async (trx) => {
      const { run, step, lease: held } = await this.#held(trx, lease);
      const { lines, metrics, stored } = newsOf(beat, held);
      await trx
        .updateTable('training_lease')
        .set({ expires_at: this.#expiry(), ...stored })
        .where('id', '=', lease)
        .execute();
      await log.append(trx, run.row.id, step.name, lines);
      await log.appendMetrics(trx, run.row.id, step.name, metrics);
      return { cancelled: run.row.cancel_requested };
    });
  }

  /** Hands in the output of a step; the same again changes nothing. Throws LEASE_LOST. */
  async complete(lease: string, output: StepOutput, usage?: StepUsage): Promise<void> {
    await this.#finish(lease, 'completed', async (trx, { run, step }) => {
      await this.#parts.progress.apply(
        trx,
        run,
        step,
        { kind: 'completed' },
        { output, failure: null, usage },
      );
    });
  }

  /** Reports a failure; the same again changes nothing. Throws LEASE_LOST. */
  async fail(lease: string, failure: StepFailure, retryable: boolean, usage?: StepUsage): Promise<void> {
    await this.#finish(lease, 'failed', (trx, held) =>
      this.#failed(trx, held, { failure, usage }, retryable),
    );
  }

  /** Completes a step with an earlier result of the same inputs where there is one; they are noted in any case. Throws LEASE_LOST. */
  async reuse(lease: string, { key, code }: ReuseQuestion): Promise<boolean> {
    const { db, progress, log, wakeUp, admission } = this.#parts;
    const reused = await db.transaction().execute(async (trx) => {
      const { run, step } = await this.#held(trx, lease);
      const needs = (await run.steps()).filter(({ name }) => step.needs.includes(name));
      const own = reuseKey({ job: run.row.job, step: step.name, worker: key, needs });
      await noteInputs(trx, step, { key: own, code });
      const earlier = own === null || run.row.fresh ? null : await findEarlierResult(trx, own);
      if (earlier === null) return false;
      const { output, origin } = earlier;
      await this.#end(trx, lease, 'completed');
      const change = { output, failure: null, reusedFrom: origin };
      await progress.apply(trx, run, step, { kind: 'completed' }, change);
      await copyMetrics(trx, origin, run.row.id);
      await log.say(trx, run.row.id, step.name, `not run: the result of run ${origin.run} is reused`);
      await progress.advance(trx, run);
      return true;
    });
    if (!reused) return false;
    wakeUp.call();
    await admission.admit();
    return true;
  }

  /** Ends every lease whose worker was silent until `now`. Returns how many. */
  async expire(now: number): Promise<number> {
    const { db, log, progress } = this.#parts;
    const silent = await db
      .selectFrom('training_lease')
      .select('id')
      .where('state', '=', 'held')
      .where('expires_at', '<', new Date(now))
      .execute();
    let ended = 0;
    for (const { id } of silent) {
      ended += await db.transaction().execute(async (trx) => {
        const held = await this.#held(trx, id).catch(() => null);
        // A heartbeat may have come while we waited for the lock.
        if (held === null || held.lease.expires_at.getTime() >= now) return 0;
        const { run, step, lease } = held;
        await this.#end(trx, id, 'lost');
        const event = run.row.cancel_requested
          ? ({ kind: 'cancelled' } as const)
          : ({ kind: 'lost' } as const);
        const next = await progress.apply(trx, run, step, event, { failure: LOST_WORKER });
        const then =
          next?.state === 'queued' ? 'the step is given to another one' : `the step is ${next?.state}`;
        await log.say(trx, run.row.id, step.name, `worker ${lease.worker} went silent: ${then}`);
        await progress.advance(trx, run);
        return 1;
      });
    }
    if (ended > 0) this.#parts.wakeUp.call();
    await this.#parts.admission.admit();
    return ended;
  }

  /** Gives every holder the full time again: after a pause of this process nobody could have sent a heartbeat. */
  async extendAll(): Promise<void> {
    await this.#parts.db
      .updateTable('training_lease')
      .set({ expires_at: this.#expiry() })
      .where('state', '=', 'held')
      .execute();
  }

  #expiry(): string {
    const { clock, leaseSeconds } = this.#parts;
    return new Date(clock.now() + leaseSeconds * 1000).toISOString();
  }

  async #takeNow(worker: string): Promise<Assignment | null> {
    const { db, queue } = this.#parts;
    return db.transaction().execute(async (trx) => {
      for (;;) {
        const ticket = await queue.take(trx);
        if (ticket === null) return null;
        const assignment = await this.#assign(trx, ticket, worker);
        if (assignment !== null) return assignment;
      }
    });
  }

  /** Null when the ticket is void: the step was cancelled, or has another ticket. */
  async #assign(trx: TrainingTransaction, ticket: StepTicket, worker: string): Promise<Assignment | null> {
    const { progress, log, clock } = this.#parts;
    const run = await progress.lock(trx, ticket.run);
    const steps = await run.steps();
    const step = steps.find(({ name }) => name === ticket.step);
    if (step === undefined || step.ticket !== ticket.id) return null;
    const next = await progress.apply(trx, run, step, { kind: 'leased' });
    if (next === null) return null;
    const lease = randomUUID();
    await trx
      .insertInto('training_lease')
      .values({
        id: lease,
        run: ticket.run,
        step: ticket.step,
        attempt: next.attempt,
        worker,
        state: 'held',
        given_at: timestamp(clock),
        expires_at: this.#expiry(),
      })
      .execute();
    await log.say(trx, ticket.run, ticket.step, `attempt ${next.attempt} begins on worker ${worker}`);
    await progress.advance(trx, run);
    const outputs = new Map(steps.flatMap(({ name, output }) => (output ? [[name, output]] : [])));
    const { id, job, author, parameters, seed } = run.row;
    const code = await this.#codeOf(trx, run);
    const work = workOf(ticket.step, { declaration: run.declaration, code, outputs });
    const { leaseSeconds } = this.#parts;
    const { attempt } = next;
    const reuse = !run.row.fresh;
    const reproduces = await recordedStep(trx, run.row.reproduces, ticket.step);
    return {
      lease,
      leaseSeconds,
      reuse,
      ...reproduces,
      run: id,
      job,
      step: ticket.step,
      attempt,
      author,
      parameters,
      seed,
      work,
    };
  }

  async #codeOf(trx: TrainingTransaction, { row }: LockedRun): Promise<CodeReference> {
    const { code } = await trx
      .selectFrom('training_job_revision')
      .select('code')
      .where('job', '=', row.job)
      .where('revision', '=', row.job_revision)
      .executeTakeFirstOrThrow();
    return code;
  }

  async #failed(
    trx: TrainingTransaction,
    { run, step }: HeldLease,
    change: { readonly failure: StepFailure; readonly usage: StepUsage | undefined },
    retryable: boolean,
  ): Promise<void> {
    const { progress, log } = this.#parts;
    const event = run.row.cancel_requested
      ? ({ kind: 'cancelled' } as const)
      : ({ kind: 'failed', retryable } as const);
    const next = await progress.apply(trx, run, step, event, change);
    const then =
      next?.state === 'queued'
        ? `tried again in ${Number(next.delaySeconds.toFixed(1))} s`
        : `the step is ${next?.state}`;
    await log.say(trx, run.row.id, step.name, `${change.failure.reason}: ${then}`);
  }

  async #finish(
    id: string,
    state: 'completed' | 'failed',
    settle: (trx: TrainingTransaction, held: HeldLease) => Promise<void>,
  ): Promise<void> {
    const { db, progress, wakeUp, admission } = this.#parts;
    await db.transaction().execute(async (trx) => {
      const known = await this.#find(trx, id);
      if (known?.state === state) return;
      const held = await this.#held(trx, id);
      await this.#end(trx, id, state);
      await settle(trx, held);
      await progress.advance(trx, held.run);
    });
    wakeUp.call();
    await admission.admit();
  }

  async #end(trx: TrainingTransaction, id: string, state: Lease['state']): Promise<void> {
    await trx.updateTable('training_lease').set({ state }).where('id', '=', id).execute();
  }

  #find(trx: TrainingTransaction, id: string): Promise<Lease | undefined> {
    return trx.selectFrom('training_lease').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async #held(trx: TrainingTransaction, id: string): Promise<HeldLease> {
    const known = await this.#find(trx, id);
    if (known === undefined) throw new SlipwayError('LEASE_LOST', { lease: id });
    const run = await this.#parts.progress.lock(trx, known.run);
    // Read again under the lock: it may have ended while we waited.
    const lease = await this.#find(trx, id);
    const step = (await run.steps()).find(({ name }) => name === known.step);
    if (lease?.state !== 'held' || step === undefined) throw new SlipwayError('LEASE_LOST', { lease: id });
    return { lease, run, step };
  }
}
