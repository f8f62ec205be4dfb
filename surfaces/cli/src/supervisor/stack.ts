import { mkdir, rm } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type ProcessStatus, SlipwayError, type StackStatus } from '@slipway/contracts';
import {
  acquireProcessLock,
  childEnvironment,
  createContractClient,
  type DataDirectory,
  ensureTokens,
  type Logger,
  readToken,
  thisProcess,
  writeAtomically,
} from '@slipway/platform';
import { composeDeployer } from '../compose/deployer.ts';
import { SERVING_SETTINGS, type ServingSetting } from '../compose/serving-settings.ts';
import { ChildPredictorHost } from './child-predictor-host.ts';
import { claimPort } from './free-port.ts';
import { localIdentities } from './identities.ts';
import { ensureSigningKey } from './signing-key.ts';
import { type ProcessSpecification, SupervisedProcess } from './supervised-process.ts';
import type { SupervisorFile } from './supervisor-file.ts';

export const DEFAULT_PORT_BASE = 4100;
/** Ctrl-C ends everything within 5 s: what has not stopped by then is killed. */
const STOP_GRACE_MS = 4000;
const PROCESS_ENTRY = new URL('../compose/process.main.ts', import.meta.url).pathname;

export interface StackOptions {
  readonly directory: DataDirectory;
  readonly host: string;
  /** control, log and gateway listen on this port and the next two; 0: any free ports. */
  readonly portBase: number;
  /** The gateway's process runs the predictors too. */
  readonly oneProcess: boolean;
  /** Gateways for a load balancer; those after the first are named `gateway-2` and so on, and listen on the ports after the log's. */
  readonly gateways: number;
  /** Where the key of the gateways is; absent: they are open. */
  readonly gatewayKeyFile?: string | undefined;
  readonly logger: Logger;
}

export interface Stack {
  readonly addresses: SupervisorFile['addresses'];
  /** Resolves when every process is ready. Throws UNAVAILABLE with the reasons of those that are not by then. */
  ready(timeoutMs: number, onWaiting: (what: string) => void): Promise<void>;
  status(): ProcessStatus[];
  stop(): Promise<void>;
}

/** Starts all processes of one machine under this one. Throws DATA_DIR_IN_USE, PORT_IN_USE. */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { directory } = options;
  await mkdir(directory.root, { recursive: true, mode: 0o700 });
  const lock = await acquireProcessLock(join(directory.root, 'supervisor.lock'));
  if (lock.kind === 'taken')
    throw new SlipwayError('DATA_DIR_IN_USE', { directory: directory.root, pid: lock.by.pid });
  try {
    await ensureTokens(directory, localIdentities());
    await ensureSigningKey(directory);
    return await startProcesses(options, lock.release);
  } catch (error) {
    await lock.release();
    throw error;
  }
};

const claimPorts = async (host: string, base: number, count: number): Promise<number[]> => {
  const ports: number[] = [];
  for (let i = 0; i < count; i++) {
    const wanted = base === 0 ? 0 : base + i;
    const port = await claimPort(host, wanted);
    if (port === null) throw new SlipwayError('PORT_IN_USE', { port: wanted, host });
    ports.push(port);
  }
  return ports;
};

const startProcesses = async (
  { directory, host, portBase, oneProcess, gateways, gatewayKeyFile, logger }: StackOptions,
  release: () => Promise<void>,
): Promise<Stack> => {
  const startedAt = new Date().toISOString();
  const [control, log, gateway, ...furtherGateways] = (await claimPorts(host, portBase, 2 + gateways)) as [
    number,
    number,
    number,
    ...number[],
  ];
  const at = (port: number) => `http://${host}:${port}`;
  const addresses = { control: at(control), log: at(log), gateway: at(gateway) };

  const specify = (
    name: string,
    entry: string,
    roles: string[],
    token: string,
    port: number | null,
    extra: Record<string, string> = {},
  ): ProcessSpecification => ({
    name,
    roles,
    command: [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      ...heapFlags(entry),
      PROCESS_ENTRY,
      entry,
    ],
    address: port === null ? null : at(port),
    logFile: join(directory.logs, `${name}.log`),
    environment: childEnvironment(
      {
        SLIPWAY_DATA_DIR: directory.root,
        SLIPWAY_PROCESS_NAME: name,
        SLIPWAY_HOST: host,
        SLIPWAY_PORT: String(port ?? 0),
        SLIPWAY_CONTROL_URL: addresses.control,
        SLIPWAY_LOG_URL: addresses.log,
        SLIPWAY_GATEWAY_URL: addresses.gateway,
        SLIPWAY_TOKEN_FILE: join(directory.tokens, token),
        SLIPWAY_SUPERVISOR_PID: String(process.pid),
        ...COMPILE_CACHE,
        // One arena per process: with more, glibc keeps what DuckDB, ONNX Runtime and the database have given back.
        MALLOC_ARENA_MAX: '1',
        ...extra,
      },
      FORWARDED,
    ),
  });

  let statusWriting: Promise<void> = Promise.resolve();
  let statusWanted = false;
  const writeStatus = () => {
    if (statusWanted) return;
    statusWanted = true;
    statusWriting = statusWriting
      .then(async () => {
        statusWanted = false;
        await writeAtomically(directory.status, JSON.stringify(stackStatus(), null, 2));
      })
      .catch((error: unknown) => logger.error({ err: error }, 'the status could not be written'));
  };
  const processes = [
    specify('control', 'control', ['jobs', 'release', 'monitor'], 'control', control),
    specify('log', 'log', ['recorder', 'warehouse'], 'log', log),
    oneProcess
      ? specify('gateway', 'gateway', ['gateway', 'deployer', 'predictor'], 'serving', gateway, {
          SLIPWAY_ONE_PROCESS: 'true',
        })
      : specify('gateway', 'gateway', ['gateway'], 'serving', gateway),
    ...furtherGateways.map((port, i) =>
      specify(`gateway-${i + 2}`, 'gateway', ['gateway'], 'serving', port, { SLIPWAY_ONE_PROCESS: 'false' }),
    ),
    specify('worker', 'worker', ['worker'], 'worker', null),
  ].map((specification) => new SupervisedProcess(specification, logger, writeStatus));
  const predictors = new ChildPredictorHost({
    host,
    directory: join(directory.cache('deployer'), 'predictors'),
    logger,
    onChange: writeStatus,
    specify: ({ id }, port, file) =>
      specify(`predictor-${id}`, 'predictor', ['predictor'], 'serving', port, {
        SLIPWAY_DEPLOYMENT_FILE: file,
      }),
  });
  const deployer = oneProcess
    ? null
    : composeDeployer({
        control: createContractClient(
          addresses.control,
          (await readToken(join(directory.tokens, 'serving'))) ?? undefined,
        ),
        host: predictors,
        directory,
        logger,
      });

  const status = (): ProcessStatus[] => [
    {
      name: 'supervisor',
      roles: oneProcess ? ['supervisor'] : ['supervisor', 'deployer'],
      pid: process.pid,
      address: null,
      health: 'ready',
      restarts: 0,
    },
    ...processes.map((supervised) => supervised.status),
    ...predictors.statuses,
  ];
  const stackStatus = (): StackStatus => ({
    dataDirectory: directory.root,
    running: true,
    startedAt,
    processes: status(),
    endpoints: [],
  });

  for (const supervised of processes) supervised.start();
  await deployer?.start();
  const file: SupervisorFile = {
    ...thisProcess(),
    startedAt,
    addresses,
    ...(gatewayKeyFile !== undefined && { gatewayKeyFile: resolve(gatewayKeyFile) }),
  };
  await writeAtomically(directory.supervisor, JSON.stringify(file, null, 2));

  return {
    addresses,
    status,
    ready: (timeoutMs, onWaiting) =>
      waitUntilReady(() => processes.map((supervised) => supervised.status), timeoutMs, onWaiting),
    stop: async () => {
      await deployer?.stop();
      await Promise.all([
        ...processes.map((supervised) => supervised.stop(STOP_GRACE_MS)),
        predictors.stop(STOP_GRACE_MS),
      ]);
      await statusWriting;
      await rm(directory.supervisor, { force: true });
      await rm(directory.status, { force: true });
      await release();
    },
  };
};

/**
 * A small young generation: V8's default lets a process that once was busy keep hundreds of megabytes (a burst of 400,000 log
 * records left the log process at 400 MB instead of 240). What does not serve is also told to prefer memory to speed. A gateway
 * holds more of a request for longer than a predictor: with 8 MB a fifth of its time went to the collector. At rest it gives the
 * memory back; when the traffic returns it takes it in one step, because while the room is small each collection copies all that
 * is under way.
 *
 * Nothing of a request may be put into the old generation at once: V8 does so with what outlived collections for a while, as all that
 * is under way does in a burst, and from then on each of them drags the rest of its request along, until the whole heap is collected
 * every second (a p99 of 13 ms in place of 2).
 */
const NOTHING_OLD_AT_ONCE = '--no-allocation-site-pretenuring';
const HEAP_FLAGS: Readonly<Record<string, readonly string[]>> = {
  gateway: ['--max-semi-space-size=32', '--semi-space-growth-factor=16', NOTHING_OLD_AT_ONCE],
  predictor: ['--max-semi-space-size=8', NOTHING_OLD_AT_ONCE],
};
const BACKGROUND_HEAP_FLAGS = ['--max-semi-space-size=2', '--optimize-for-size'];
const heapFlags = (entry: string): readonly string[] => HEAP_FLAGS[entry] ?? BACKGROUND_HEAP_FLAGS;

/** Processes find their code stripped of types and compiled: without it each loads the TypeScript parser, some 20 MB. */
const cacheDirectory = getCompileCacheDir();
const COMPILE_CACHE: Readonly<Record<string, string>> =
  cacheDirectory === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cacheDirectory) };

/** Settings of the person who starts the stack that the processes see too. */
const FORWARDED = [
  'SLIPWAY_LOG_LEVEL',
  'SLIPWAY_GATEWAY_KEY_FILE',
  'SLIPWAY_BODY_LIMIT',
  'SLIPWAY_GRPC',
  'SLIPWAY_EXECUTION',
  'SLIPWAY_EXECUTION_THREADS',
  'SLIPWAY_INTRA_OP_THREADS',
  'SLIPWAY_BATCH_WINDOW_MS',
  'SLIPWAY_MAX_BATCH_ROWS',
  'SLIPWAY_QUEUE_REQUESTS',
  'SLIPWAY_QUEUE_BYTES',
  'SLIPWAY_DIRECT_LOG',
  'SLIPWAY_SERVER_NAME',
  'SLIPWAY_ALLOWED_ORIGINS',
  'SLIPWAY_DRAIN_MS',
  'SLIPWAY_LOG_DURABILITY',
  'SLIPWAY_LOG_FULL',
  'SLIPWAY_ACCESS_LOG',
  'SLIPWAY_OTLP_URL',
  'SLIPWAY_TRACE_SAMPLING',
  'SLIPWAY_SEGMENT_SECONDS',
  'SLIPWAY_SEGMENT_BYTES',
  'SLIPWAY_MAX_RUNS',
  'SLIPWAY_LEASE_SECONDS',
  'SLIPWAY_WORKER_SLOTS',
  'SLIPWAY_TRACKING_OPEN',
  'SLIPWAY_STEP_CGROUP',
  'SLIPWAY_STEP_ISOLATION',
  'SLIPWAY_PARAMETERS_FILE',
  ...(Object.keys(SERVING_SETTINGS) as ServingSetting[]),
] as const;

/** How often a person is told what a slow start waits for. */
const TELL_EVERY_MS = 5000;

const waitUntilReady = async (
  statuses: () => ProcessStatus[],
  timeoutMs: number,
  onWaiting: (what: string) => void,
): Promise<void> => {
  const startedAt = Date.now();
  let toldAt = startedAt;
  for (;;) {
    const waiting = statuses().filter(({ health }) => health !== 'ready');
    if (waiting.length === 0) return;
    const what = waiting.map(({ name, health, reason }) => `${name} (${reason ?? health})`).join(', ');
    if (Date.now() - startedAt > timeoutMs)
      throw new SlipwayError('UNAVAILABLE', { what: `After ${timeoutMs / 1000} s, ${what}` });
    if (Date.now() - toldAt > TELL_EVERY_MS) {
      onWaiting(what);
      toldAt = Date.now();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
