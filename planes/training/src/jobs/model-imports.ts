import type { JobDeclaration, ReleaseIntent, RunStep, Scalar } from '@slipway/contracts';
import { type Clock, timestamp } from '@slipway/platform';
import { sql } from 'kysely';
import { planSteps } from './planned-step.ts';
import type { RunAdmission } from './run-admission.ts';
import type { RunLog } from './run-log.ts';
import type { RunProgress } from './run-progress.ts';
import type { TrainingDatabase } from './tables.ts';
import type { WakeUp } from './wake-up.ts';

/** The job that says how a model is evaluated and where it is to be released. */
export interface JobForModel {
  readonly name: string;
  readonly revision: number;
  /** The model that the job registers. */
  readonly model: string;
  readonly release: ReleaseIntent | undefined;
  /** Why nothing can be evaluated by it, as the end of a sentence that begins with the job; null: it can. */
  readonly problem: string | null;
  readonly declaration: JobDeclaration;
}

export interface ModelImport {
  readonly run: string;
  readonly author: string;
  readonly parameters: Readonly<Record<string, Scalar>>;
  /** The number that the registry has given. */
  readonly version: number;
}

export interface ModelImportParts {
  readonly db: TrainingDatabase;
  readonly progress: RunProgress;
  readonly admission: RunAdmission;
  readonly log: RunLog;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
}

const EVALUATED: readonly RunStep['kind'][] = ['register', 'holdout', 'evaluate'];

/** Versions whose model was made elsewhere: the run of such a one begins with a version that is registered already. */
export class ModelImports {
  readonly #parts: ModelImportParts;

  constructor(parts: ModelImportParts) {
    this.#parts = parts;
  }

  /** The job of that name, or the one applied last that registers the model; null when there is none. */
  async jobFor(model: string, name?: string): Promise<JobForModel | null> {
    const row = await this.#parts.db
      .selectFrom('training_job as job')
      .innerJoin('training_job_revision as applied', (join) =>
        join.onRef('applied.job', '=', 'job.name').onRef('applied.revision', '=', 'job.revision'),
      )
      .select(['job.name', 'job.revision', 'applied.declaration'])
      .where(
        name === undefined
          ? sql<boolean>`applied.declaration -> 'register' ->> 'model' = ${model}`
          : sql<boolean>`job.name = ${name}`,
      )
      .orderBy('job.updated_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { declaration, revision } = row;
    return {
      name: row.name,
      revision,
      model: declaration.register?.model ?? model,
      release: declaration.release,
      problem: problemOf(declaration, model),
      declaration,
    };
  }

  /** Whether the job of a running step registers this model from this step. */
  async registersFrom(
    step: { readonly run: string; readonly step: string },
    model: string,
  ): Promise<boolean> {
    const row = await this.#parts.db
      .selectFrom('training_run as run')
      .innerJoin('training_job_revision as applied', (join) =>
        join.onRef('applied.job', '=', 'run.job').onRef('applied.revision', '=', 'run.job_revision'),
      )
      .select('applied.declaration')
      .where('run.id', '=', step.run)
      .executeTakeFirst();
    const register = row?.declaration.register;
    return register?.step === step.step && register.model === model;
  }

  /** An id that sorts among those of other runs, and is the same for the same digest of what is imported. */
  runId(milliseconds: number, digest: string): string {
    const part = (Number.parseInt(digest.replace('sha256:', '').slice(0, 12), 16) % 36 ** 6).toString(36);
    return `run-${milliseconds.toString(36).padStart(8, '0')}${part.padStart(6, '0')}`;
  }

  /** Evaluates a registered version as the job says; the same again changes nothing. */
  async start(job: JobForModel, { run: id, author, parameters, version }: ModelImport): Promise<void> {
    const { db, progress, admission, log, wakeUp, clock } = this.#parts;
    const { declaration } = job;
    const now = timestamp(clock);
    await db.transaction().execute(async (trx) => {
      const inserted = await trx
        .insertInto('training_run')
        .values({
          id,
          job: job.name,
          job_revision: job.revision,
          state: 'queued',
          trigger: 'person',
          author,
          parameters: JSON.stringify(parameters),
          seed: declaration.seed,
          idempotency_key: `import:${job.model}:${version}`,
          created_at: now,
          priority: declaration.priority ?? 0,
          admitted: !admission.gates(declaration),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted === undefined) return;
      const planned = planSteps(declaration).filter(({ kind }) => EVALUATED.includes(kind));
      await trx
        .insertInto('training_step')
        .values(
          planned.map(({ name, kind, needs }, position) => ({
            run: id,
            name,
            position,
            kind,
            needs: JSON.stringify(kind === 'register' ? [] : needs),
            state: kind === 'register' ? ('succeeded' as const) : ('waiting' as const),
            attempt: kind === 'register' ? 1 : 0,
            failures: 0,
            losses: 0,
            ...(kind === 'register'
              ? {
                  started_at: now,
                  finished_at: now,
                  output: JSON.stringify({ model: { name: job.model, version } }),
                }
              : {}),
          })),
        )
        .execute();
      await log.say(
        trx,
        id,
        'register',
        `${job.model} version ${version} was registered through MLflow by ${author}`,
      );
      await progress.advance(trx, await progress.lock(trx, id));
    });
    wakeUp.call();
    await admission.admit();
  }
}

const problemOf = (declaration: JobDeclaration, model: string): string | null => {
  if (declaration.evaluate === undefined) return 'has no evaluation';
  if (declaration.register === undefined) return 'registers no model';
  if (declaration.register.model !== model)
    return `registers "${declaration.register.model}" and not "${model}"`;
  return null;
};
