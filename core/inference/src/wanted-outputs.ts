import { SlipwayError } from '@slipway/contracts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import type { SignaturePlan } from './signature-plan.ts';

/** What a request asks to get back. */
export interface WantedOutputs {
  /** In the order asked; undefined: all. */
  readonly outputs: readonly string[] | undefined;
  /** The outputs to be answered in binary; undefined: none. */
  readonly binaryOutputs: ReadonlySet<string> | 'all' | undefined;
}

const NOTHING_ASKED: WantedOutputs = { outputs: undefined, binaryOutputs: undefined };
const ALL_BINARY: WantedOutputs = { outputs: undefined, binaryOutputs: 'all' };

const invalid = (reason: string, field: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

/** Parameters that would change the answer, and that we do not have: to ignore them would answer another question. */
const UNSUPPORTED: readonly (readonly [string, string])[] = [
  ['shared_memory_region', 'shared memory'],
  ['classification', 'classification'],
];

/** The parameters of a tensor or of a request. Throws INVALID_REQUEST when they are no object, or ask for what there is not. */
export const checkedParameters = (parameters: unknown, field: string): JsonObject | undefined => {
  if (parameters === undefined) return undefined;
  if (!isJsonObject(parameters)) throw invalid(`${field} must be an object`, field);
  for (const [key, what] of UNSUPPORTED)
    if (key in parameters) throw invalid(`${what} is not supported here`, `${field}.${key}`);
  return parameters;
};

const flagOf = (parameters: JsonObject | undefined, key: string, field: string): boolean | undefined => {
  const value = parameters?.[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalid(`${field}.${key} must be true or false`, `${field}.${key}`);
};

/**
 * The outputs that a request names, and how it wants them: each by its own `binary_data`, else by the request's
 * `binary_data_output`. Throws INVALID_REQUEST, OUTPUT_UNKNOWN.
 */
export const wantedOutputs = (
  plan: SignaturePlan,
  outputs: unknown,
  parameters: JsonObject | undefined,
): WantedOutputs => {
  const binary = flagOf(parameters, 'binary_data_output', 'parameters') ?? false;
  if (outputs !== undefined && !Array.isArray(outputs)) throw invalid('outputs must be a list', 'outputs');
  if (outputs === undefined || outputs.length === 0) return binary ? ALL_BINARY : NOTHING_ASKED;
  const wanted = new Set<string>();
  const binaryOutputs = new Set<string>();
  outputs.forEach((output: unknown, at) => {
    const path = `outputs[${at}]`;
    const { name, parameters: own } = isJsonObject(output) ? output : {};
    const field = `${path}.name`;
    if (typeof name !== 'string') throw invalid(`${field} must be text`, field);
    if (!plan.outputs.has(name)) throw new SlipwayError('OUTPUT_UNKNOWN', { output: name }, { field });
    // Repeated names would let a small request ask for an answer of any size.
    if (wanted.has(name)) throw invalid(`output "${name}" is asked for twice`, field);
    wanted.add(name);
    const asked = own === undefined ? undefined : checkedParameters(own, `${path}.parameters`);
    if (flagOf(asked, 'binary_data', `${path}.parameters`) ?? binary) binaryOutputs.add(name);
  });
  return { outputs: [...wanted], binaryOutputs: binaryOutputs.size === 0 ? undefined : binaryOutputs };
};
