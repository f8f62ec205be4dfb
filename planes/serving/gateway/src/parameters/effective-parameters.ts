import { ServingParameters, type ServingParameterValues } from '@slipway/contracts';

/** Without what is undefined, so that it does not hide the value below it. */
const given = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/**
 * The parameters in force: what the revision sets, else what the gateway's environment sets, else the contract's default.
 * Throws a ZodError when the environment's values are not valid parameters.
 */
export const effectiveParameters = (
  environment: ServingParameterValues,
  revision: ServingParameterValues,
): ServingParameters => Object.freeze(ServingParameters.parse({ ...given(environment), ...given(revision) }));
