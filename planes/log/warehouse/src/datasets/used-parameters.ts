import { type Scalar, SlipwayError } from '@slipway/contracts';
import type { ResolvedExtraction } from './resolve-extraction.ts';

export interface UsedParameters {
  readonly all: Record<string, Scalar>;
  /** Of the query without its split. */
  readonly query: Record<string, Scalar>;
  /** Of a statement with these names. */
  of(names: readonly string[]): Record<string, Scalar>;
}

/**
 * The given parameters that an extraction uses. Those beside are somebody else's where a dataset is named, and a mistake where
 * the query was written with them. Throws INVALID_REQUEST for a missing one, and for that mistake.
 * @param names of the query
 */
export const usedParameters = (
  { parameters, split, dataset }: Pick<ResolvedExtraction, 'parameters' | 'split' | 'dataset'>,
  names: readonly string[],
): UsedParameters => {
  const moment = split?.by === 'time' && split.at.startsWith('$') ? [split.at.slice(1)] : [];
  const wanted = new Set([...names, ...moment]);
  const refuse = (name: string, message: string): never => {
    const field = `parameters.${name}`;
    throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${message}` }, { field });
  };
  for (const name of wanted) if (!Object.hasOwn(parameters, name)) refuse(name, 'the query asks for it');
  for (const name of Object.keys(parameters))
    if (dataset === undefined && !wanted.has(name)) refuse(name, 'the query has no such parameter');
  const of = (some: readonly string[]): Record<string, Scalar> =>
    Object.fromEntries(Object.entries(parameters).filter(([name]) => some.includes(name)));
  return { all: of([...wanted]), query: of(names), of };
};
