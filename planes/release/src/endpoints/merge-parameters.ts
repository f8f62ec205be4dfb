import type { ParameterChange, ServingParameterValues } from '@slipway/contracts';
import { refuseParameters } from './assert-parameters.ts';

/** `change` over the values in force. Throws INVALID_PARAMETERS for a value that is set and unset at once. */
export const mergeParameters = (
  latest: ServingParameterValues,
  { values, unset }: ParameterChange,
): ServingParameterValues => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const cleared = new Set<string>(unset);
  refuseParameters(
    given
      .filter(([key]) => cleared.has(key))
      .map(([field]) => ({ field, message: 'it is set and unset at once' })),
  );
  const kept = Object.entries(latest).filter(([key]) => !cleared.has(key));
  return Object.fromEntries([...kept, ...given]) as ServingParameterValues;
};
