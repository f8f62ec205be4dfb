import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { SlipwayError } from '@slipway/contracts';
import { assertMayWrite, assertOwn, type TrackingCaller } from '../access/tracking-caller.ts';
import { invalidField, missing } from '../door/error-answer.ts';
import type { Fields } from '../door/fields.ts';
import type { LoggedModels } from '../models/logged-models.ts';
import type { Registry } from '../registry/registry.ts';
import type { TrackedRuns } from '../runs/runs.ts';
import type { ArtifactFiles } from './artifact-files.ts';
import { artifactPath, artifactPathOfUri, artifactPathOfUrl, artifactPlace } from './artifact-path.ts';

export interface ArtifactDoorParts {
  readonly files: ArtifactFiles;
  readonly runs: TrackedRuns;
  readonly models: LoggedModels;
  readonly registry: Registry;
}

/** What is sent as it is: the bytes of files. Everything else is JSON. */
export class ArtifactDoor {
  readonly #parts: ArtifactDoorParts;

  constructor(parts: ArtifactDoorParts) {
    this.#parts = parts;
  }

  /** `PUT|GET|DELETE artifacts/<path>`; `encoded` is the path as it was sent. Resolves with what is answered as JSON; null: it has been answered. */
  async ask(
    encoded: string,
    request: IncomingMessage,
    response: ServerResponse,
    caller: TrackingCaller,
  ): Promise<object | null> {
    const path = artifactPathOfUrl(encoded);
    const { files } = this.#parts;
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        await this.send(path, request, response);
        return null;
      case 'PUT':
        await this.#assertWritable(path, caller);
        assertBelowRoot(path);
        await files.put(path, request);
        return {};
      case 'DELETE':
        await this.#assertWritable(path, caller);
        await files.remove(path);
        return {};
      default:
        throw new SlipwayError('ROUTE_NOT_FOUND', { method: request.method, path: request.url });
    }
  }

  /** `GET get-artifact?run_uuid=&path=`, as the pages of MLflow ask. */
  async sendOfRun(fields: Fields, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const run = await this.#parts.runs.find(fields.optional('run_id') ?? fields.text('run_uuid'));
    const path = artifactPath(fields.text('path'));
    await this.send(`${artifactPathOfUri(run.artifact_uri)}/${path}`, request, response);
  }

  /** `GET model-versions/get-artifact?name=&version=&path=`. */
  async sendOfVersion(fields: Fields, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { artifact_uri } = await this.#parts.registry.version(
      fields.text('name'),
      fields.integer('version'),
    );
    const path = artifactPath(fields.text('path'));
    await this.send(`${artifactPathOfUri(artifact_uri)}/${path}`, request, response);
  }

  async send(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = await this.#parts.files.read(path);
    if (file === null) throw missing('Artifact', path);
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': file.bytes,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
    });
    if (request.method === 'HEAD') {
      file.stream.destroy();
      response.end();
      return;
    }
    // A reader that goes away is no error of ours.
    await pipeline(file.stream, response).catch(() => undefined);
  }

  async #assertWritable(path: string, caller: TrackingCaller): Promise<void> {
    assertMayWrite(caller);
    const { owner } = artifactPlace(path);
    const found =
      owner.kind === 'run'
        ? await this.#parts.runs.changeable(owner.id, caller)
        : await this.#parts.models.find(owner.id);
    assertOwn(caller, found.slipway_run);
    if (
      !path.startsWith(`${artifactPathOfUri(found.artifact_uri)}/`) &&
      path !== artifactPathOfUri(found.artifact_uri)
    )
      throw invalidField('path', `"${path}" is not below ${found.artifact_uri}`);
  }
}

/** A file in place of the directory would leave the run or the model without artifacts for good. */
const assertBelowRoot = (path: string): void => {
  if (!/\/artifacts\/./.test(path))
    throw new SlipwayError(
      'ARTIFACT_PATH_REFUSED',
      { path, reason: 'is the directory of all artifacts' },
      { field: 'path' },
    );
};
