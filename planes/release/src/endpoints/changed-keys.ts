import type { ServingParameterValues } from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform';

/** Names of the parameters that differ. */
export const changedKeys = (before: ServingParameterValues, after: ServingParameterValues): string[] => {
  const text = (values: ServingParameterValues, key: string) =>
    key in values ? canonicalJson(values[key as keyof ServingParameterValues]) : '';
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => text(before, key) !== text(after, key),
  );
};
