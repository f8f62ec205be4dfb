import { isIP } from 'node:net';

/**
 * Share of a lease that its holder uses. The rest is for the step to die in: more, and a slow machine runs two attempts at
 * once; less, and a job server that hangs for a moment costs every running step.
 */
const USED_SHARE = 0.8;
/** Heartbeats within the time that is used, so that one or two may be lost. */
const BEATS = 4;

/**
 * Until when a step may run. The job server gave the lease its full time after the question was asked, so whatever the answer
 * took, it will not give the step away before.
 * @param askedAt of the steady clock, before the answered call was made
 * @returns of the steady clock, milliseconds
 */
export const leaseUntil = (askedAt: number, leaseSeconds: number): number =>
  askedAt + leaseSeconds * 1000 * USED_SHARE;

/** Milliseconds between two heartbeats: what was wished, or what the lease demands. */
export const beatInterval = (wishedMs: number, leaseSeconds: number): number =>
  Math.min(wishedMs, (leaseSeconds * 1000 * USED_SHARE) / BEATS);

/** How long one heartbeat may take before it is tried again. */
export const beatTimeout = (leaseSeconds: number): number =>
  Math.min(10_000, (leaseSeconds * 1000 * USED_SHARE) / 2);

const isLoopback = (address: unknown): boolean =>
  typeof address === 'string' && isIP(address) > 0 && (/^127\./.test(address) || address === '::1');

const causesOf = (error: unknown): unknown[] => {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error, ...inner.flatMap(causesOf), ...causesOf(error.cause)];
};

/**
 * Whether a failed call proves that no job server runs: nobody listens at its address on this very machine. Then nobody gives
 * leases away, and the next job server begins by giving each of them its full time. From another machine a refusal may come
 * from something between; a time-out or a broken connection proves nothing anywhere. See docs/adr.
 */
export const provesAbsence = (error: unknown): boolean => {
  const refusals = causesOf(error).filter(
    (cause) => cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect',
  ) as NodeJS.ErrnoException[];
  return (
    refusals.length > 0 &&
    refusals.every((cause) => cause.code === 'ECONNREFUSED') &&
    refusals.some((cause) => 'address' in cause && isLoopback(cause.address))
  );
};
