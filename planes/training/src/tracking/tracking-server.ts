import type { IncomingMessage, ServerResponse } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import type { Blobs, Clock, ContractClient, Logger } from '@slipway/platform';
import type { Database } from '@slipway/platform/database';
import type { ModelImports } from '../jobs/model-imports.ts';
import { assertMayWrite, type CallerOptions, trackingCaller } from './access/tracking-caller.ts';
import { ArtifactDoor } from './artifacts/artifact-door.ts';
import { ArtifactFiles } from './artifacts/artifact-files.ts';
import { artifactListRoutes } from './artifacts/artifact-lists.ts';
import { type Answer, JsonText } from './door/call.ts';
import { errorAnswer } from './door/error-answer.ts';
import { Fields } from './door/fields.ts';
import { jsonBody } from './door/json-body.ts';
import { RouteTable } from './door/route-table.ts';
import { experimentRoutes } from './experiments/experiment-routes.ts';
import { Experiments } from './experiments/experiments.ts';
import { LoggedModels } from './models/logged-models.ts';
import { loggedModelRoutes } from './models/model-routes.ts';
import { VersionMaker } from './registration/version-maker.ts';
import { Registry } from './registry/registry.ts';
import { registryRoutes } from './registry/registry-routes.ts';
import { versionRoutes } from './registry/version-routes.ts';
import { runRoutes } from './runs/run-routes.ts';
import { RunValues } from './runs/run-values.ts';
import { TrackedRuns } from './runs/runs.ts';
import type { TrackingTables } from './storage/tables.ts';

export interface TrackingServerOptions extends CallerOptions {
  readonly database: Database;
  /** Artifacts are kept below it. */
  readonly directory: string;
  readonly blobs: Blobs;
  /** The release plane. */
  readonly releases: ContractClient;
  readonly imports: ModelImports;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What of MLflow is here: runs, logged models, registry, artifacts. Traces begin to be sent to servers of 3.4. */
const MLFLOW_VERSION = '3.3.0';

const SERVER_INFO = {
  store_type: 'SqlStore',
  workspaces_enabled: false,
  trace_archival_enabled: false,
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false,
  features_enabled: {},
};

const API = /^\/(?:ajax-)?api\/[23]\.0\/(.*)$/;
const ARTIFACTS = 'mlflow-artifacts/artifacts/';

/** Answers what clients of MLflow ask. */
export class TrackingServer {
  readonly #options: TrackingServerOptions;
  readonly #table: RouteTable;
  readonly #artifacts: ArtifactDoor;
  readonly #opening: Promise<void>;

  constructor(options: TrackingServerOptions) {
    const { database, directory, blobs, releases, imports, clock, logger } = options;
    const db = database.of<TrackingTables>();
    const experiments = new Experiments(db, clock);
    const runs = new TrackedRuns(db, experiments, clock);
    const models = new LoggedModels(db, experiments, clock);
    const registry = new Registry(db, clock);
    const files = new ArtifactFiles(directory);
    const maker = new VersionMaker({ db, runs, models, registry, files, blobs, releases, imports, logger });
    this.#options = options;
    this.#artifacts = new ArtifactDoor({ files, runs, models, registry });
    this.#opening = files.open();
    // Told to every request that comes; nobody waits for it at first.
    this.#opening.catch(() => undefined);
    this.#table = new RouteTable([
      ...experimentRoutes(experiments),
      ...runRoutes(runs, new RunValues(db, runs)),
      ...loggedModelRoutes(models),
      ...registryRoutes(registry),
      ...versionRoutes(registry, maker),
      ...artifactListRoutes({ files, runs, models }),
    ]);
  }

  /** Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#opening;
      const answer = await this.#answer(request, response);
      if (answer !== null)
        send(response, 200, answer instanceof JsonText ? answer.text : JSON.stringify(answer));
    } catch (thrown) {
      const { status, body } = errorAnswer(thrown);
      if (status === 500)
        this.#options.logger.error({ err: thrown, path: request.url?.split('?')[0] }, 'unexpected error');
      if (response.headersSent) response.destroy();
      else send(response, status, JSON.stringify(body));
    }
  }

  /** Null: it has been answered. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | null> {
    const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s);
    const { method = 'GET' } = request;
    if (path === '/health' || path === '/version') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(path === '/health' ? 'OK' : MLFLOW_VERSION);
      return null;
    }
    const caller = await trackingCaller(request.headers, this.#options);
    const query = new URLSearchParams(search);
    const below = API.exec(path)?.[1];
    if (below === 'mlflow/server-info' && method === 'GET') return SERVER_INFO;
    if (path === '/get-artifact') {
      await this.#artifacts.sendOfRun(Fields.ofQuery(query), request, response);
      return null;
    }
    if (path === '/model-versions/get-artifact') {
      await this.#artifacts.sendOfVersion(Fields.ofQuery(query), request, response);
      return null;
    }
    if (below?.startsWith(ARTIFACTS))
      return this.#artifacts.ask(below.slice(ARTIFACTS.length), request, response, caller);
    const found = below === undefined ? null : this.#table.find(method, below.replace(/\/$/, ''));
    if (found === null)
      throw notOffered(below ?? '') ?? new SlipwayError('ROUTE_NOT_FOUND', { method, path });
    const { route, params } = found;
    if (route.access === 'write') assertMayWrite(caller);
    const fields = method === 'GET' ? Fields.ofQuery(query) : await jsonBody(request);
    return route.answer({ fields, caller, params });
  }
}

/** What clients do otherwise when they learn it from 501; anything else that is not here is 404. */
const notOffered = (below: string): SlipwayError | null => {
  if (below.startsWith('mlflow-artifacts/mpu/')) return new SlipwayError('MULTIPART_NOT_OFFERED');
  if (/^mlflow-artifacts\/presigned\/|^mlflow\/artifacts\/presigned-/.test(below))
    return new SlipwayError('TRACKING_NOT_OFFERED', { what: 'The presigned address of an artifact' });
  return null;
};

const send = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="mlflow"' } : {}),
  });
  response.end(body);
};
