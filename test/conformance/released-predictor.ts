import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createFileBlobs } from '@slipway/adapters/file-blobs';
import type { ModelSignature, Row, WantedDeployment } from '@slipway/contracts';
import { loadModel } from '@slipway/inference';
import { dataDirectory, generateSigningKey, signRelease, writeAtomically } from '@slipway/platform';
import { approvedStatement } from '@slipway/platform/fixtures';

/** What `slipway up` starts its processes from. */
const PROCESS_ENTRY = resolve(import.meta.dirname, '../../surfaces/cli/src/compose/process.main.ts');
const START_MS = 30_000;

/** A model to be released and served. */
export interface ServableModel {
  /** The name that it is served under. */
  readonly name: string;
  readonly model: Uint8Array;
  readonly signature: ModelSignature;
  /** A row that it answers, to warm up with. */
  readonly row: Row;
}

export interface ReleasedPredictor {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** `127.0.0.1:port` of REST and gRPC, as clients of the protocol take it. */
  readonly rest: string;
  readonly grpc: string;
  /** Ends the process and removes its files. */
  stop(): Promise<void>;
}

/** The predictor process of the product with a signed release of the model, ready, both doors open. */
export const startReleasedPredictor = async (
  servable: ServableModel,
  environment: Readonly<Record<string, string>> = {},
): Promise<ReleasedPredictor> => {
  const root = await mkdtemp(join(tmpdir(), 'slipway-conformance-'));
  const deployment = await release(servable, root);
  const [restPort, grpcPort] = await Promise.all([freePort(), freePort()]);
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROCESS_ENTRY, 'predictor'],
    {
      env: {
        ...process.env,
        SLIPWAY_DATA_DIR: root,
        SLIPWAY_DEPLOYMENT_FILE: deployment,
        SLIPWAY_PORT: String(restPort),
        SLIPWAY_GRPC_PORT: String(grpcPort),
        SLIPWAY_LOG_LEVEL: 'error',
        // The death of this process ends the child.
        SLIPWAY_SUPERVISOR_PID: String(process.pid),
        ...environment,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await ended;
    await rm(root, { recursive: true, force: true });
  };
  const rest = `127.0.0.1:${restPort}`;
  await ready(`http://${rest}/v2/health/ready`, child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url: `http://${rest}`, rest, grpc: `127.0.0.1:${grpcPort}`, stop };
};

const ready = async (url: string, child: ChildProcess): Promise<void> => {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const said = await fetch(url).then((answer) => (answer.ok ? 'ready' : answer.text()), String);
    if (said === 'ready') return;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`no predictor at ${url}: ${said}`);
    await pause(50);
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Puts model, signed statement and trusted key into the data directory; the path of the deployment file. */
const release = async ({ name, model, signature, row }: ServableModel, root: string): Promise<string> => {
  const directory = dataDirectory(root);
  const blobs = createFileBlobs(directory.blobs);
  const put = async (document: unknown) => (await blobs.put(Buffer.from(JSON.stringify(document)))).digest;
  const loaded = await loadModel(model, signature);
  const [score] = await loaded.score([row]);
  await loaded.release();
  const artifact = await blobs.put(model);
  const statement = approvedStatement({
    model: name,
    artifact: artifact.digest,
    artifactBytes: artifact.bytes,
    signature: await put(signature),
    samples: await put([{ row, score }]),
  });
  const key = generateSigningKey();
  const deployment: WantedDeployment = {
    id: 'dep-1',
    release: `${name}-1-1`,
    model: name,
    version: 1,
    artifact: artifact.digest,
    envelope: signRelease(statement, key.privateKeyPem),
    replicas: 1,
  };
  const file = join(root, 'deployment.json');
  await writeAtomically(file, JSON.stringify(deployment));
  await writeAtomically(directory.trustedKeys, JSON.stringify({ keys: [key.trusted] }));
  await writeAtomically(directory.access, JSON.stringify({ tokens: [] }));
  return file;
};
