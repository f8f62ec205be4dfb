import {
  type CodeReference,
  type Lineage,
  releaseRoutes,
  type Scalar,
  SlipwayError,
} from '@slipway/contracts';
import { type Blobs, type ContractClient, digestOf, type Logger } from '@slipway/platform';
import type { JobForModel, ModelImports } from '../../jobs/model-imports.ts';
import type { TrackingCaller } from '../access/tracking-caller.ts';
import type { ArtifactFiles } from '../artifacts/artifact-files.ts';
import { artifactPathOfUri } from '../artifacts/artifact-path.ts';
import { invalidField } from '../door/error-answer.ts';
import type { Registry } from '../registry/registry.ts';
import type { VersionRow } from '../registry/registry-rows.ts';
import type { TrackingDatabase } from '../storage/tables.ts';
import type { KeyValue } from '../storage/value-rows.ts';
import { type ModelSource, modelSource, type SourceParts } from './model-source.ts';
import { type UsableModel, usableModel } from './usable-model.ts';

export interface VersionRequest {
  readonly name: string;
  readonly source: string;
  readonly runId: string | null;
  readonly runLink: string | null;
  readonly modelId: string | null;
  readonly description: string | null;
  readonly tags: readonly KeyValue[];
}

export interface VersionMakerParts extends SourceParts {
  readonly db: TrackingDatabase;
  readonly registry: Registry;
  readonly files: ArtifactFiles;
  readonly blobs: Blobs;
  /** The release plane. */
  readonly releases: ContractClient;
  readonly imports: ModelImports;
  readonly logger: Logger;
}

/** The tag of a version that names the job whose evaluation it is to go through. */
const JOB_TAG = 'slipway.job';

/** How the version of MLflow becomes one of Slipway. */
interface Proposal {
  readonly statusMessage: string;
  readonly slipwayVersion: number | null;
  readonly slipwayRun: string | null;
}

const notProposed = (statusMessage: string): Proposal => ({
  statusMessage,
  slipwayVersion: null,
  slipwayRun: null,
});

/**
 * Makes versions of registered models. Where a job says how the model is evaluated, the version is one of Slipway too, and is
 * evaluated and reviewed like any other; where none does, it is kept, and its status message says what is missing.
 */
export class VersionMaker {
  readonly #parts: VersionMakerParts;

  constructor(parts: VersionMakerParts) {
    this.#parts = parts;
  }

  /** Throws NOT_FOUND, INVALID_REQUEST, and TRACKED_MODEL_UNUSABLE for a model that a job waits for. */
  async make(request: VersionRequest, caller: TrackingCaller): Promise<VersionRow> {
    const { registry } = this.#parts;
    const { name } = await registry.get(request.name);
    const source = await modelSource(request.source, this.#parts);
    const proposal =
      (await this.#withinStep(name, source, caller)) ?? (await this.#propose(name, source, request, caller));
    return registry.addVersion(name, {
      ...proposal,
      source: request.source,
      artifactUri: source.artifactUri,
      runId: request.runId ?? source.runId,
      runLink: request.runLink,
      modelId: request.modelId ?? source.modelId,
      description: request.description,
      user: caller.subject,
      tags: request.tags,
    });
  }

  /** What a step registers is what the job registers when the step has succeeded; null when the job does not say so. */
  async #withinStep(name: string, source: ModelSource, { step }: TrackingCaller): Promise<Proposal | null> {
    if (step === null) return null;
    const { db, imports } = this.#parts;
    if (!(await imports.registersFrom(step, name))) return null;
    const { model, signatureFile } = await this.#usable(source);
    const artifacts = JSON.stringify([model, signatureFile]);
    await db
      .insertInto('tracking_step_model')
      .values({ run: step.run, step: step.step, model: name, artifacts })
      .onConflict((conflict) => conflict.columns(['run', 'step']).doUpdateSet({ model: name, artifacts }))
      .execute();
    return {
      statusMessage: `Becomes a version of Slipway when step ${step.step} of run ${step.run} has succeeded; then it is evaluated and reviewed.`,
      slipwayVersion: null,
      slipwayRun: step.run,
    };
  }

  async #propose(
    name: string,
    source: ModelSource,
    request: VersionRequest,
    caller: TrackingCaller,
  ): Promise<Proposal> {
    const { imports } = this.#parts;
    const wanted = request.tags.find(({ key }) => key === JOB_TAG)?.value;
    const job = await imports.jobFor(name, wanted);
    if (job === null) {
      if (wanted !== undefined)
        throw invalidField('tags', `The tag ${JOB_TAG} names the job "${wanted}", which does not exist`);
      return notProposed(
        `Kept for MLflow only: no job evaluates "${name}". Apply a job that registers the model "${name}" and has an evaluation, or name one with the tag ${JOB_TAG}, and register again.`,
      );
    }
    if (job.problem !== null) {
      if (wanted !== undefined) throw invalidField('tags', `Job "${job.name}" ${job.problem}`);
      return notProposed(`Kept for MLflow only: job "${job.name}" ${job.problem}.`);
    }
    return this.#registered(job, await this.#usable(source), { source, request, caller });
  }

  async #usable({ artifactUri }: ModelSource): Promise<UsableModel> {
    return usableModel(artifactPathOfUri(artifactUri), this.#parts);
  }

  async #registered(
    job: JobForModel,
    usable: UsableModel,
    { source, request, caller }: { source: ModelSource; request: VersionRequest; caller: TrackingCaller },
  ): Promise<Proposal> {
    const { releases, imports, logger } = this.#parts;
    const traces = await this.#traces(request.runId ?? source.runId);
    const run = imports.runId(
      traces.startedAt,
      digestOf(`${job.model} ${source.artifactUri} ${usable.model.digest}`),
    );
    const lineage: Lineage = {
      run,
      job: job.name,
      author: caller.subject,
      snapshots: [],
      code: traces.code,
      command: traces.command,
      environment: usable.environment,
      parameters: traces.parameters,
      seed: traces.seed,
    };
    const { version } = await releases.call(releaseRoutes.registerVersion, {
      params: { model: job.model },
      body: {
        artifact: usable.model.digest,
        artifactBytes: usable.model.bytes,
        signatureDigest: usable.signatureFile.digest,
        signature: usable.signature,
        lineage,
        ...(job.release === undefined ? {} : { release: job.release }),
      },
    });
    await imports.start(job, { run, author: caller.subject, parameters: traces.parameters, version });
    logger.info({ model: job.model, version, run, job: job.name }, 'a version was registered through MLflow');
    return {
      statusMessage: `Version ${version} of ${job.model} in Slipway; run ${run} evaluates it${job.release === undefined ? '' : ` and asks for its release to ${job.release.endpoint}`}.`,
      slipwayVersion: version,
      slipwayRun: run,
    };
  }

  /** What the tracked run tells of how the model was made; little when there is none. */
  async #traces(runId: string | null) {
    const nothing = {
      startedAt: 0,
      parameters: {} as Record<string, Scalar>,
      seed: 0,
      command: [] as string[],
      code: { directory: 'mlflow', commit: null, dirty: false } as CodeReference,
    };
    if (runId === null) return { ...nothing, startedAt: this.#parts.runs.now() };
    const row = await this.#parts.runs.get(runId).catch((error: unknown) => {
      if (error instanceof SlipwayError && error.kind === 'not_found') return null;
      throw error;
    });
    if (row === null) return { ...nothing, startedAt: this.#parts.runs.now() };
    const parameters = valuesOf(row.params);
    const tags = valuesOf(row.tags);
    const script = tags['mlflow.source.name'];
    const seed = Number(parameters.seed ?? parameters.random_state);
    return {
      startedAt: row.start_time,
      parameters: parameters as Record<string, Scalar>,
      seed: Number.isSafeInteger(seed) ? seed : 0,
      command: script ? [script] : [],
      code: { ...nothing.code, commit: tags['mlflow.source.git.commit'] ?? null },
    };
  }
}

const valuesOf = (json: string | null): Record<string, string> =>
  Object.fromEntries(
    (JSON.parse(json ?? '[]') as KeyValue[]).map(({ key, value }): [string, string] => [key, value]),
  );
