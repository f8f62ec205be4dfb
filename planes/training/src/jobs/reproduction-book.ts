import { type Run, SlipwayError } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import { planReproduction } from './reproduction-plan.ts';
import type { RunAdmission } from './run-admission.ts';
import type { RunBook } from './run-book.ts';
import { createRunId } from './run-id.ts';
import type { RunProgress } from './run-progress.ts';
import type { TrainingDatabase } from './tables.ts';
import type { WakeUp } from './wake-up.ts';

export interface ReproductionBookParts {
  readonly db: TrainingDatabase;
  readonly runs: RunBook;
  readonly progress: RunProgress;
  readonly admission: RunAdmission;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
}

/** Runs that make the version of another run again. */
export class ReproductionBook {
  readonly #parts: ReproductionBookParts;

  constructor(parts: ReproductionBookParts) {
    this.#parts = parts;
  }

  /** Starts one: the revision of the job, parameters, seed and rows are those of `recorded`. Throws NOT_FOUND, RUN_NOT_REPRODUCIBLE. */
  async start(recorded: string, tolerance: number, author: string): Promise<Run> {
    const { db, runs, progress, admission, wakeUp, clock } = this.#parts;
    const id = createRunId(clock.now());
    await db.transaction().execute(async (trx) => {
      const { row, declaration, steps } = await progress.lock(trx, recorded);
      const refuse = (reason: string) =>
        new SlipwayError('RUN_NOT_REPRODUCIBLE', { run: recorded, reason }, { field: 'run' });
      if (row.reproduces !== null) throw refuse(`it makes run ${row.reproduces.run} again itself`);
      const plan = planReproduction(declaration, await steps());
      if (plan.steps === null) throw refuse(plan.reason);
      const now = timestamp(clock);
      const { name: model, version } = plan.model;
      await trx
        .insertInto('training_run')
        .values({
          id,
          job: row.job,
          job_revision: row.job_revision,
          state: 'queued',
          trigger: 'person',
          author,
          parameters: JSON.stringify(row.parameters),
          seed: row.seed,
          fresh: true,
          reproduces: JSON.stringify({ run: recorded, model, version, tolerance }),
          created_at: now,
          priority: declaration.priority ?? 0,
          admitted: !admission.gates(declaration),
        })
        .execute();
      await trx
        .insertInto('training_step')
        .values(
          plan.steps.map(({ name, kind, needs, output }, position) => ({
            run: id,
            name,
            position,
            kind,
            needs: JSON.stringify(needs),
            attempt: 0,
            failures: 0,
            losses: 0,
            state: output === null ? ('waiting' as const) : ('succeeded' as const),
            ...(output === null
              ? {}
              : {
                  output: JSON.stringify(output),
                  reused_from: JSON.stringify({ run: recorded, step: name }),
                  finished_at: now,
                }),
          })),
        )
        .execute();
      await progress.advance(trx, await progress.lock(trx, id));
    });
    wakeUp.call();
    await admission.admit();
    return runs.get(id);
  }
}
