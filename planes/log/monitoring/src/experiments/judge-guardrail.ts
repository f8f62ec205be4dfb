import type { ClusterSums, Guardrail, GuardrailResult } from '@slipway/contracts';
import { estimateEffect, SEQUENTIAL_TUNING, sequentialBound } from '@slipway/statistics';
import { requestMoments } from './request-moments.ts';

/** Requests of each arm before a guardrail says anything (methods.md 1.12). */
const LEAST_REQUESTS = 100;
/** Units of each arm: with fewer, how alike the requests of a unit are is hardly known, and the bound is too tight. */
const LEAST_UNITS = 30;

export interface GuardedArm {
  readonly variant: string;
  readonly guardrail: Guardrail;
  /** Bad requests per unit of the arm and of its control; null: no request. */
  readonly arm: ClusterSums | null;
  readonly control: ClusterSums | null;
  /** Chance that any look at this guardrail of this arm stops it without cause. */
  readonly alpha: number;
}

/**
 * The guardrail rule of methods.md 1.12: stop when the one-sided, always-valid lower bound of the harm (share of bad requests of the
 * arm − that of the control) lies above the margin. Valid however often one looks.
 */
export const judgeGuardrail = ({ variant, guardrail, arm, control, alpha }: GuardedArm): GuardrailResult => {
  const told = {
    variant,
    metric: guardrail.metric,
    overMs: guardrail.overMs ?? null,
    requests: arm?.d ?? 0,
    arm: shareOf(arm),
    control: shareOf(control),
    margin: guardrail.margin,
  };
  const unknown = (value: number | null, method: string): GuardrailResult => ({
    ...told,
    harm: { value, lower: null, upper: null, level: 1 - alpha, method },
    state: 'insufficient_data',
  });
  if (arm === null || control === null) return unknown(null, 'an arm has no requests');
  const bound = sequentialBound(estimateEffect(requestMoments(control), requestMoments(arm)), 'lower', {
    alpha,
    tuning: SEQUENTIAL_TUNING,
  });
  if (bound.kind === 'no-result') return unknown(null, bound.reason);
  const scarce = [arm, control].some(({ d, units }) => d < LEAST_REQUESTS || units < LEAST_UNITS);
  if (scarce)
    return unknown(bound.value, `fewer than ${LEAST_REQUESTS} requests or ${LEAST_UNITS} units in an arm`);
  return {
    ...told,
    harm: { value: bound.value, lower: bound.bound, upper: null, level: bound.level, method: 'sequential' },
    state: bound.bound > guardrail.margin ? 'stop' : 'ok',
  };
};

const shareOf = (sums: ClusterSums | null): number | null =>
  sums === null || sums.d === 0 ? null : sums.m / sums.d;
