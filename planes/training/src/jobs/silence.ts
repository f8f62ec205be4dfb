/** Two looks at the leases: what the two clocks of this process did between them, milliseconds. */
export interface BetweenLooks {
  readonly wallMs: number;
  readonly steadyMs: number;
  /** Between two looks when nothing holds them up. */
  readonly intervalMs: number;
  readonly leaseMs: number;
  /** Whether the last look was left out. */
  readonly waited: boolean;
}

/**
 * What a look at the leases may conclude from silence. Only silence that this process could have heard counts:
 * - `extend`: it was paused for a lease or longer, or the wall clock, by which leases are stored, jumped. Everyone gets the
 *   full time again.
 * - `wait`: it was held up for a moment. Heartbeats that came meanwhile are answered before anyone is judged, once.
 * - `judge`: leases whose time is over end.
 */
export const judgeSilence = ({
  wallMs,
  steadyMs,
  intervalMs,
  leaseMs,
  waited,
}: BetweenLooks): 'extend' | 'wait' | 'judge' => {
  if (wallMs > leaseMs || steadyMs > leaseMs || Math.abs(wallMs - steadyMs) > intervalMs) return 'extend';
  return steadyMs > 2 * intervalMs && !waited ? 'wait' : 'judge';
};
