import type { Environment, LogWriter } from '@slipway/platform';
import type { PredictorOptions } from '@slipway/predictor';

/** How a predictor runs its model, whichever process it is in. */
export const executionSettings = (
  environment: Environment,
): Pick<PredictorOptions, 'execution' | 'queue'> => ({
  execution: {
    mode: environment.SLIPWAY_EXECUTION,
    threads: environment.SLIPWAY_EXECUTION_THREADS,
    intraOpThreads: environment.SLIPWAY_INTRA_OP_THREADS,
  },
  queue: {
    maxWaiting: environment.SLIPWAY_QUEUE_REQUESTS,
    maxWaitingBytes: environment.SLIPWAY_QUEUE_BYTES,
    maxBatchRows: environment.SLIPWAY_MAX_BATCH_ROWS,
    windowMs: environment.SLIPWAY_BATCH_WINDOW_MS,
  },
});

/** What a predictor brings into the log by itself. */
export const directLogSettings = (
  { SLIPWAY_DIRECT_LOG: level }: Environment,
  log: LogWriter,
  name: string,
): Pick<PredictorOptions, 'directLog'> => (level === 'off' ? {} : { directLog: { log, name, level } });

/** Where a predictor listens. */
export const doorSettings = (environment: Environment, port: number): PredictorOptions['server'] => ({
  host: environment.SLIPWAY_HOST,
  port,
  bodyLimit: environment.SLIPWAY_BODY_LIMIT,
  name: environment.SLIPWAY_SERVER_NAME,
  allowedOrigins: environment.SLIPWAY_ALLOWED_ORIGINS,
  grpcPort: environment.SLIPWAY_GRPC_PORT ?? (environment.SLIPWAY_GRPC ? 0 : undefined),
});
