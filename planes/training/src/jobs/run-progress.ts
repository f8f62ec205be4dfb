import {
  type JobDeclaration,
  type RunStep,
  SlipwayError,
  type StepFailure,
  type StepOrigin,
  type StepUsage,
} from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import { retryOf } from './planned-step.ts';
import type { RunLog } from './run-log.ts';
import { blockedSteps, readySteps, runState } from './run-state.ts';
import type { RunRow, StepRow } from './run-view.ts';
import type { StepQueue } from './step-queue.ts';
import { nextState, type StepEvent, type StepTransition } from './step-transition.ts';
import { storableJson } from './storable.ts';
import type { TrainingTransaction } from './tables.ts';
import type { JobOutbox } from './visibility/job-outbox.ts';

const FINAL: readonly RunStep['state'][] = ['succeeded', 'failed', 'cancelled', 'skipped'];

export interface StepChange {
  readonly output?: RunStep['output'];
  readonly failure?: StepFailure | null;
  readonly usage?: StepUsage | undefined;
  readonly reusedFrom?: StepOrigin;
}

/** A run whose rows are locked by the transaction. */
export interface LockedRun {
  readonly row: RunRow;
  readonly declaration: JobDeclaration;
  steps(): Promise<StepRow[]>;
}

/** Carries decisions about steps into the tables: the only writer of the states of steps and runs. */
export class RunProgress {
  readonly #queue: StepQueue;
  readonly #log: RunLog;
  readonly #clock: Clock;
  readonly #outbox: JobOutbox;

  constructor(queue: StepQueue, log: RunLog, clock: Clock, outbox: JobOutbox) {
    this.#queue = queue;
    this.#log = log;
    this.#clock = clock;
    this.#outbox = outbox;
  }

  /** Locks a run until the transaction ends, so that changes of one run happen one after the other. Throws NOT_FOUND. */
  async lock(trx: TrainingTransaction, run: string): Promise<LockedRun> {
    const row = await trx
      .selectFrom('training_run')
      .selectAll()
      .where('id', '=', run)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Run', name: run }, { field: 'run' });
    const { declaration } = await trx
      .selectFrom('training_job_revision')
      .select('declaration')
      .where('job', '=', row.job)
      .where('revision', '=', row.job_revision)
      .executeTakeFirstOrThrow();
    return {
      row,
      declaration,
      steps: () =>
        trx.selectFrom('training_step').selectAll().where('run', '=', run).orderBy('position').execute(),
    };
  }

  /** Applies an event to a step. Null, and nothing is changed, when the event does not apply to its state. */
  async apply(
    trx: TrainingTransaction,
    run: LockedRun,
    step: StepRow,
    event: StepEvent,
    change: StepChange = {},
  ): Promise<StepTransition | null> {
    const next = nextState(step, retryOf(run.declaration, step.name), event);
    if (next === null) return null;
    const now = timestamp(this.#clock);
    const ticket =
      next.state === 'queued' ? await this.#queue.add(trx, run.row, step.name, next.delaySeconds) : null;
    const { state, attempt, failures, losses } = next;
    await trx
      .updateTable('training_step')
      .set({
        state,
        attempt,
        failures,
        losses,
        ticket,
        ...(state === 'running' ? { started_at: now } : {}),
        ...(state === 'waiting' ? { started_at: null } : {}),
        finished_at: FINAL.includes(state) ? now : null,
        ...('output' in change ? { output: change.output ? storableJson(change.output) : null } : {}),
        ...(change.usage ? { usage: JSON.stringify(change.usage) } : {}),
        ...(change.reusedFrom ? { reused_from: JSON.stringify(change.reusedFrom) } : {}),
        ...('failure' in change ? { failure: change.failure ? storableJson(change.failure) : null } : {}),
      })
      .where('run', '=', run.row.id)
      .where('name', '=', step.name)
      .execute();
    return next;
  }

  /** Moves a run on after its steps have changed: queues what is ready, skips what is blocked, derives the run's state. */
  async advance(trx: TrainingTransaction, run: LockedRun): Promise<void> {
    let steps = await run.steps();
    const blocked = blockedSteps(steps);
    const held = run.row.cancel_requested || !run.row.admitted;
    const ready = held ? [] : readySteps(steps);
    for (const step of steps) {
      if (blocked.includes(step.name)) {
        await this.apply(trx, run, step, { kind: 'skipped' });
        await this.#log.say(trx, run.row.id, step.name, 'skipped: a step that it needs did not succeed');
      } else if (ready.includes(step.name)) await this.apply(trx, run, step, { kind: 'ready' });
    }
    steps = await run.steps();
    const state = runState(steps);
    const now = timestamp(this.#clock);
    const open = state === 'queued' || state === 'running';
    await trx
      .updateTable('training_run')
      .set({
        state,
        ...(run.row.started_at === null && state !== 'queued' ? { started_at: now } : {}),
        finished_at: open ? null : now,
        // A retry of it has to be admitted again.
        ...(open ? {} : { admitted: false }),
      })
      .where('id', '=', run.row.id)
      .execute();
    if (!open && run.row.finished_at === null)
      await this.#outbox.oweEnd(trx, run.row, run.declaration.notify, state, steps);
  }
}
