import { type Row, SlipwayError } from '@slipway/contracts';
import { chooseVariant, type VariantChoice } from '../routing/choose-variant.ts';
import type { ServedRoute } from '../routing/served-route.ts';
import { unitKeyOf } from '../routing/unit-key.ts';
import type { PredictionCall } from './prediction-call.ts';

export interface Assignment extends VariantChoice {
  /** Per row; null where nothing names a unit. */
  readonly units: readonly (string | null)[];
}

const isPerRow = ({ unit, route }: PredictionCall): boolean =>
  unit === undefined && route.unit?.from === 'feature';

/** One answer comes from one variant: rows whose units belong to different ones cannot share a request. */
const assertTogether = (
  route: ServedRoute,
  active: string,
  units: readonly (string | null)[],
  { fallback, choice }: { fallback: string; choice: VariantChoice },
): void => {
  const stray = units.findIndex(
    (unit) => chooseVariant(active, route.experiment, unit ?? fallback).variant !== choice.variant,
  );
  if (stray === -1) return;
  const reason =
    'its unit is assigned to another variant than that of the first row: send it in a request of its own';
  const field = `rows[${stray}].${route.unit?.name}`;
  throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${reason}` }, { field });
};

/**
 * The variant that answers a request, and the units of its rows. A request without a unit is its own unit.
 * Throws INVALID_REQUEST when an experiment would give its rows to different variants.
 */
export const assignUnits = (
  call: PredictionCall,
  active: string,
  rows: readonly Row[],
  request: string,
): Assignment => {
  const { route, unit, headers } = call;
  const perRow = isPerRow(call);
  const keys = (perRow ? rows : rows.slice(0, 1)).map((row) => unitKeyOf(unit, route.unit, headers, row));
  const choice = chooseVariant(active, route.experiment, keys[0] ?? request);
  if (perRow && route.experiment && keys.length > 1)
    assertTogether(route, active, keys, { fallback: request, choice });
  return { ...choice, units: perRow ? keys : rows.map(() => keys[0] ?? null) };
};
