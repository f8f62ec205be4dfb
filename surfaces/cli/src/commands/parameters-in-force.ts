import { type ParameterRevision, ServingParameters, type ServingParameterValues } from '@slipway/contracts';
import { canonicalJson } from '@slipway/platform/local';

/** A parameter, and where its value comes from: the revision that set it, or the default of the gateways. */
export interface ParameterInForce {
  readonly name: string;
  readonly value: unknown;
  readonly origin: 'revision' | 'default';
  /** The one that set this value; null for a default. */
  readonly revision: number | null;
}

type Key = keyof ServingParameterValues;

const NAMES = Object.keys(ServingParameters.shape) as Key[];

const same = (a: unknown, b: unknown): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);

/**
 * All parameters in the order of the contract. A default is the contract's: the environment of a gateway may set another one.
 * `revisions`: newest first.
 */
export const parametersInForce = (revisions: readonly ParameterRevision[]): ParameterInForce[] => {
  const defaults = ServingParameters.parse({});
  return NAMES.map((name): ParameterInForce => {
    const value = revisions[0]?.values[name];
    if (value === undefined) return { name, value: defaults[name], origin: 'default', revision: null };
    const changed = revisions.findIndex((each) => !same(each.values[name], value));
    const setBy = revisions[(changed === -1 ? revisions.length : changed) - 1];
    return { name, value, origin: 'revision', revision: setBy?.revision ?? null };
  });
};

/** A parameter whose value differs; undefined, and absent in JSON, where it is not set. */
export interface ParameterDifference {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What two revisions set differently, in the order of the contract. */
export const parameterDifferences = (
  before: ServingParameterValues,
  after: ServingParameterValues,
): ParameterDifference[] =>
  NAMES.filter((name) => !same(before[name], after[name])).map((name) => ({
    name,
    before: before[name],
    after: after[name],
  }));
