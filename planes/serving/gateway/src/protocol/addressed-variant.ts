import type { IncomingHttpHeaders } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import type { ServedRoute, ServedVariant } from '../routing/served-route.ts';

const HEADER = 'x-slipway-variant';

/** The variant that a path or a header names. Of several with the same version the active one goes first. */
const named = (
  { endpoint, active, variants }: ServedRoute,
  header: unknown,
  version: string | null,
): { readonly variant: ServedVariant; readonly field: string } | null => {
  if (typeof header === 'string') {
    const variant = variants.get(header);
    if (!variant) throw new SlipwayError('VARIANT_UNKNOWN', { endpoint, variant: header }, { field: HEADER });
    return { variant, field: HEADER };
  }
  if (version === null) return null;
  const holders = [...variants.values()].filter((each) => String(each.version) === version);
  const variant = holders.find(({ name }) => name === active) ?? holders[0];
  if (variant) return { variant, field: 'version' };
  throw new SlipwayError('MODEL_UNKNOWN', { model: `${endpoint} version ${version}` }, { field: 'version' });
};

/**
 * Name of the variant that the client addresses, by the header `x-slipway-variant` or by the version in the path; null: none.
 * Throws VARIANT_UNKNOWN, MODEL_UNKNOWN for a version that no variant has, DIRECT_ADDRESSING_OFF, VARIANT_INACTIVE.
 */
export const addressedVariant = (
  route: ServedRoute,
  headers: IncomingHttpHeaders,
  version: string | null,
): string | null => {
  const header = headers[HEADER];
  if (header === undefined && version === null) return null;
  const { endpoint, parameters } = route;
  if (!parameters.directAddressing) {
    const field = header === undefined ? 'version' : HEADER;
    throw new SlipwayError('DIRECT_ADDRESSING_OFF', { endpoint }, { field });
  }
  const address = named(route, header, version);
  if (address && !address.variant.active)
    throw new SlipwayError(
      'VARIANT_INACTIVE',
      { endpoint, variant: address.variant.name },
      { field: address.field },
    );
  return address?.variant.name ?? null;
};
