import { type CallRoute, reads } from '../door/call.ts';
import type { Fields } from '../door/fields.ts';
import type { LoggedModels } from '../models/logged-models.ts';
import type { TrackedRuns } from '../runs/runs.ts';
import type { ArtifactEntry, ArtifactFiles } from './artifact-files.ts';
import { artifactPath, artifactPathOfUri } from './artifact-path.ts';

const fileOf = ({ name, directory, bytes }: ArtifactEntry, parent: string) => ({
  path: parent === '' ? name : `${parent}/${name}`,
  is_dir: directory,
  ...(directory ? {} : { file_size: bytes }),
});

const pathOf = (fields: Fields, name: string): string => {
  const path = (fields.optional(name) ?? '').replace(/\/$/, '');
  return path === '' ? '' : artifactPath(path);
};

/** The lists of artifacts: of the proxy relative to the directory, of a run and a model relative to their root. */
export const artifactListRoutes = (parts: {
  readonly files: ArtifactFiles;
  readonly runs: TrackedRuns;
  readonly models: LoggedModels;
}): CallRoute[] => {
  const { files, runs, models } = parts;
  const below = async (uri: string, path: string) => {
    const root = artifactPathOfUri(uri);
    const entries = await files.list(path === '' ? root : `${root}/${path}`);
    return { root_uri: uri, files: entries.map((entry) => fileOf(entry, path)) };
  };
  return [
    reads('GET', 'mlflow-artifacts/artifacts', async ({ fields }) => {
      const path = pathOf(fields, 'path');
      // Without a path it would list what belongs to everybody.
      return { files: path === '' ? [] : (await files.list(path)).map((entry) => fileOf(entry, '')) };
    }),
    reads('GET', 'mlflow/artifacts/list', async ({ fields }) => {
      const id = fields.optional('run_id') ?? fields.text('run_uuid');
      return below((await runs.find(id)).artifact_uri, pathOf(fields, 'path'));
    }),
    reads('GET', 'mlflow/logged-models/{model_id}/artifacts/directories', async ({ fields, params }) =>
      below(
        (await models.find(params.model_id ?? '')).artifact_uri,
        pathOf(fields, 'artifact_directory_path'),
      ),
    ),
  ];
};
