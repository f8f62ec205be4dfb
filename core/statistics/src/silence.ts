/** What is known about a target's traffic. */
export interface SilenceInput {
  /** Minutes since the last row; `null` when none ever arrived. */
  readonly gapMinutes: number | null;
  /** Usual rows per minute at this hour of the week; `null` without history. */
  readonly ratePerMinute: number | null;
}

/** Options of {@link checkSilence}. */
export interface SilenceOptions {
  /** Chance of a false alarm per gap. @default 1e-6 */
  readonly probability?: number;
  /** No alarm before it: a scheduler tick and a slow client are not silence. @default 5 */
  readonly floorMinutes?: number;
  /** The limit without history. @default 1440 */
  readonly defaultLimitMinutes?: number;
}

/** Whether a target has gone silent. */
export interface SilenceCheck {
  readonly state: 'ok' | 'silent' | 'no-data-yet';
  /** The gap that alarms. */
  readonly limitMinutes: number;
  /** e^(−λ·gap): the chance of so long a gap in ordinary traffic; `null` without history or rows. */
  readonly probability: number | null;
}

/** The gap that a Poisson stream of this rate exceeds with the given probability: −ln(probability)/λ. */
export function silenceLimit(ratePerMinute: number, probability = 1e-6): number {
  return -Math.log(probability) / ratePerMinute;
}

/**
 * Judges the time since the last row (methods.md 6.2). Call it on a clock of its own, because silence sends no event.
 * A rate of 0 counts as no history.
 */
export function checkSilence(
  { gapMinutes, ratePerMinute }: SilenceInput,
  options: SilenceOptions = {},
): SilenceCheck {
  const { probability = 1e-6, floorMinutes = 5, defaultLimitMinutes = 1440 } = options;
  const rate = ratePerMinute !== null && ratePerMinute > 0 ? ratePerMinute : null;
  const limitMinutes =
    rate === null ? defaultLimitMinutes : Math.max(floorMinutes, silenceLimit(rate, probability));
  if (gapMinutes === null) return { state: 'no-data-yet', limitMinutes, probability: null };
  return {
    state: gapMinutes > limitMinutes ? 'silent' : 'ok',
    limitMinutes,
    probability: rate === null ? null : Math.exp(-rate * gapMinutes),
  };
}
