import { artifactPath, artifactPathOfUri } from '../artifacts/artifact-path.ts';
import { invalidField } from '../door/error-answer.ts';
import type { LoggedModels } from '../models/logged-models.ts';
import type { Registry } from '../registry/registry.ts';
import type { TrackedRuns } from '../runs/runs.ts';

export interface ModelSource {
  /** `mlflow-artifacts:/…` */
  readonly artifactUri: string;
  /** The logged model that it is; null when it is files of a run. */
  readonly modelId: string | null;
  readonly runId: string | null;
}

export interface SourceParts {
  readonly runs: TrackedRuns;
  readonly models: LoggedModels;
  readonly registry: Registry;
}

/**
 * Where the source of a version leads: `models:/m-…`, `models:/<name>/<version>`, `models:/<name>@<alias>`, `runs:/<run>/<path>`
 * or `mlflow-artifacts:/…`. Whatever else is refused: a path or an address would let anybody read files of this machine.
 * Throws INVALID_REQUEST, NOT_FOUND.
 */
export const modelSource = async (source: string, parts: SourceParts): Promise<ModelSource> => {
  const { runs, models, registry } = parts;
  if (source.startsWith('mlflow-artifacts:')) {
    const artifactUri = `mlflow-artifacts:/${artifactPathOfUri(source)}`;
    return {
      artifactUri,
      modelId: /\/models\/(m-[0-9a-f]{32})\//.exec(artifactUri)?.[1] ?? null,
      runId: null,
    };
  }
  const [, scheme, rest = ''] = /^(models|runs):\/+(.+)$/.exec(source) ?? [];
  if (scheme === undefined)
    throw invalidField(
      'source',
      `Invalid model version source: '${source}'. Give the address of a logged model (models:/m-…), of a version, or of artifacts of a run (runs:/…, mlflow-artifacts:/…)`,
    );
  const [first = '', ...below] = rest.split('/');
  if (scheme === 'runs') {
    const run = await runs.find(first);
    return { artifactUri: joined(run.artifact_uri, below), modelId: null, runId: run.id };
  }
  if (/^m-[0-9a-f]{32}$/.test(first)) {
    const model = await models.find(first);
    return { artifactUri: joined(model.artifact_uri, below), modelId: model.id, runId: model.source_run };
  }
  const [name = '', alias] = first.split('@');
  const version =
    alias === undefined
      ? await registry.version(name, numberOf(below.shift(), source))
      : await registry.byAlias(name, alias);
  return {
    artifactUri: joined(version.artifact_uri, below),
    modelId: version.model_id,
    runId: version.run_id,
  };
};

const numberOf = (text: string | undefined, source: string): number => {
  if (text === undefined || !/^\d{1,9}$/.test(text))
    throw invalidField('source', `Invalid model version source: '${source}' names no version`);
  return Number(text);
};

const joined = (uri: string, below: readonly string[]): string => {
  const path = below.join('/').replace(/\/$/, '');
  return path === '' ? uri : `${uri}/${artifactPath(path)}`;
};
