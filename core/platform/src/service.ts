import type { Logger } from './logger.ts';

/** A part of a process that is started in order and stopped in the reverse order. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all; when one fails, those already started are stopped and the error is thrown. */
export const startServices = async (
  services: readonly Service[],
  logger: Logger,
): Promise<{ stop(): Promise<void> }> => {
  const started: Service[] = [];
  const stop = async () => {
    for (const service of started.splice(0).reverse()) {
      await service
        .stop()
        .catch((error: unknown) =>
          logger.error({ err: error, service: service.name }, 'could not stop cleanly'),
        );
    }
  };
  for (const service of services) {
    try {
      await service.start();
      started.push(service);
    } catch (error) {
      await stop();
      throw error;
    }
  }
  return { stop };
};

export interface LifelineOptions {
  readonly stop: () => Promise<void>;
  readonly logger: Logger;
  /** The process whose death ends this one; absent: none. */
  readonly supervisorPid?: number | undefined;
  /** After this time the process ends even if something does not stop; default 4,000 ms, below the supervisor's 5 s. */
  readonly graceMs?: number;
}

/** Ends the process in order on SIGTERM and SIGINT, and when its supervisor is gone (checked every 500 ms). */
export const holdLifeline = ({ stop, logger, supervisorPid, graceMs = 4000 }: LifelineOptions): void => {
  let ending = false;
  const end = (why: string) => {
    if (ending) return;
    ending = true;
    logger.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), graceMs).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (supervisorPid !== undefined) {
    setInterval(() => {
      if (process.ppid !== supervisorPid) end('the supervisor is gone');
    }, 500).unref();
  }
};
