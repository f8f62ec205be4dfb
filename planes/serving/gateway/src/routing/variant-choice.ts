import type { AssignmentReason } from '@slipway/contracts';

/** Which variant was chosen for a unit, and why. Prepared with the route, so that equal choices are one object. */
export interface VariantChoice {
  readonly variant: string;
  /** The A/B test that assigned the unit; null when it takes part in none. */
  readonly experiment: string | null;
  readonly reason: AssignmentReason;
  /**
   * Probability with which this way of choosing gives a unit this variant. `experiment`: width of the namespace times coverage
   * times weight; `weights`: the weight, among the units that no experiment took; `shadow`: the share of the requests. Null when
   * nothing was drawn: `active`, `direct`, `rule`, `condition`, `override`, `fallback`.
   */
  readonly propensity: number | null;
  /** Name of the condition that chose. */
  readonly condition?: string;
}

/** A choice that nothing was drawn for. */
export const fixedChoice = (variant: string, reason: AssignmentReason): VariantChoice =>
  Object.freeze({ variant, experiment: null, reason, propensity: null });
