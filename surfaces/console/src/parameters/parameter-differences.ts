import { ServingParameters, type ServingParameterValues } from '@slipway/contracts';
import type { ParameterKey } from './parameter-form.ts';

/** A parameter that two revisions set otherwise; undefined where it is left to the default of the gateway. */
export interface ParameterDifference {
  readonly key: ParameterKey;
  readonly before: unknown;
  readonly after: unknown;
}

/** One rule that came, went or changed; its place where it only moved. */
export interface ItemDifference {
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  readonly before: object | null;
  readonly after: object | null;
}

export const PARAMETER_KEYS = Object.keys(ServingParameters.shape) as ParameterKey[];

/** Equal as JSON, whatever the order of keys. */
export const sameValue = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => sameValue(left[key], right[key]));
};

/** What is set otherwise, in the order of the contract. */
export const parameterDifferences = (
  before: ServingParameterValues,
  after: ServingParameterValues,
): ParameterDifference[] =>
  PARAMETER_KEYS.filter((key) => !sameValue(before[key], after[key])).map((key) => ({
    key,
    before: before[key],
    after: after[key],
  }));

type Named = { readonly name: string };

/** Rule by rule. A rule moved when it stands behind another one of those that stayed. */
export const itemDifferences = (before: readonly Named[], after: readonly Named[]): ItemDifference[] => {
  const find = (list: readonly Named[], name: string) => list.find((item) => item.name === name) ?? null;
  const stayedBefore = before.filter(({ name }) => find(after, name) !== null);
  const stayedAfter = after.filter(({ name }) => find(before, name) !== null);
  const removed = before
    .filter(({ name }) => find(after, name) === null)
    .map((item): ItemDifference => ({ name: item.name, kind: 'removed', before: item, after: null }));
  const others = after.flatMap((item): ItemDifference[] => {
    const { name } = item;
    const old = find(before, name);
    if (old === null) return [{ name, kind: 'added', before: null, after: item }];
    if (!sameValue(old, item)) return [{ name, kind: 'changed', before: old, after: item }];
    const moved = stayedBefore.indexOf(old) !== stayedAfter.indexOf(item);
    return moved ? [{ name, kind: 'moved', before: old, after: item }] : [];
  });
  return [...removed, ...others];
};
