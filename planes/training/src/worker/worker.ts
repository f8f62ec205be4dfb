import { setTimeout as sleep } from 'node:timers/promises';
import { type Assignment, trainingRoutes } from '@slipway/contracts';
import type { Clock, ContractClient, Logger, Service } from '@slipway/platform';
import { endEarlierAttempts, endOrphans } from './earlier-attempts.ts';
import { MetricsTail } from './metrics-tail.ts';
import { waitAfter } from './persistent-call.ts';
import { reproduceStep } from './reproduce/reproduce-step.ts';
import { doOrReuse } from './reuse/reuse-result.ts';
import {
  createStepDirectory,
  removeOldDirectories,
  removeStepDirectory,
  type StepDirectory,
  stepDirectory,
} from './step-directory.ts';
import { CANCELLED, failureOf, StepFailed } from './step-failed.ts';
import { StepSession } from './step-session.ts';
import type { WorkerTools } from './step-tools.ts';

export interface WorkerOptions extends WorkerTools {
  /** The job server. */
  readonly control: ContractClient;
  /** Working directories of steps are made below it. */
  readonly stepsDirectory: string;
  /** Name of this worker in logs and leases. */
  readonly id: string;
  /** Steps at the same time. */
  readonly slots: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Between two heartbeats; default 2,000, well below the 10 s after which a lease is lost. */
  readonly heartbeatMs?: number;
}

const LEASE_WAIT_SECONDS = 20;
const LEASE_TIMEOUT_MS = 30_000;

/** Takes steps from the job server and does them, each command in a process of its own. */
export const createWorker = (options: WorkerOptions): Service => {
  const { control, id, slots, logger, clock, stepsDirectory, heartbeatMs = 2000 } = options;
  const stopping = new AbortController();
  const sessions = new Set<StepSession>();
  let loops: Promise<void>[] = [];

  const work = async (assignment: Assignment, directory: StepDirectory, session: StepSession) => {
    const tools = { ...options, assignment, directory, session };
    const output = await (assignment.reproduces ? reproduceStep(tools) : doOrReuse(tools, control));
    if (output === null) await session.abandon();
    else await session.complete(output);
    await removeStepDirectory(directory);
  };

  /** Reports why a step did not succeed, unless there is nobody to report it to. */
  const report = async (error: unknown, { run, step }: Assignment, session: StepSession): Promise<void> => {
    const { aborted, reason } = session.signal;
    if (aborted && reason !== 'cancelled') return session.abandon();
    const reported = aborted && !(error instanceof StepFailed) ? CANCELLED : failureOf(error);
    logger.warn({ run, step, reason: reported.failure.reason, err: error }, 'a step failed');
    await session.fail(reported);
  };

  const take = async (assignment: Assignment): Promise<void> => {
    const { lease, leaseSeconds, run, step, attempt } = assignment;
    logger.info({ run, step, attempt }, 'a step begins');
    if (assignment.work.kind === 'command') options.executor.prepare?.();
    const directory = stepDirectory(stepsDirectory, assignment);
    const tail = new MetricsTail(directory.metrics);
    const session: StepSession = new StepSession({
      control,
      lease,
      leaseSeconds,
      logger,
      clock,
      heartbeatMs,
      readMetrics: async (final) => {
        const { metrics, complaints } = await tail.read(final);
        for (const complaint of complaints) session.say('platform', complaint);
        return metrics;
      },
    });
    sessions.add(session);
    try {
      if (!(await session.open())) return;
      const left = await endEarlierAttempts(assignment);
      if (left > 0) session.say('platform', `ended ${left} processes of earlier attempts`);
      await createStepDirectory(directory);
      await work(assignment, directory, session);
    } catch (error) {
      await report(error, assignment, session);
    } finally {
      sessions.delete(session);
      logger.info({ run, step, attempt }, 'a step ends');
    }
  };

  const ask = async (): Promise<Assignment | null> => {
    const body = { worker: id, waitSeconds: LEASE_WAIT_SECONDS };
    const { assignment } = await control.call(
      trainingRoutes.leaseStep,
      { body },
      { signal: stopping.signal, timeoutMs: LEASE_TIMEOUT_MS },
    );
    return assignment;
  };

  const loop = async (): Promise<void> => {
    for (let tries = 0; !stopping.signal.aborted; ) {
      try {
        const assignment = await ask();
        if (tries > 0) logger.info('the job server answers again');
        tries = 0;
        if (assignment !== null) await take(assignment);
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (tries === 0) logger.warn({ reason: (error as Error).message }, 'no work can be had');
        await sleep(waitAfter(tries++), undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  return {
    name: `worker ${id}`,
    start: async () => {
      const left = await endOrphans(stepsDirectory);
      if (left > 0) logger.warn({ processes: left }, 'ended what was left of the steps of a dead worker');
      await removeOldDirectories(stepsDirectory, clock.now());
      loops = Array.from({ length: slots }, loop);
    },
    /** Ends running steps; their leases run out, and the job server gives them to another worker. */
    stop: async () => {
      stopping.abort();
      for (const session of sessions) session.interrupt('worker-stops');
      await Promise.all(loops);
    },
  };
};
