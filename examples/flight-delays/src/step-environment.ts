import { readFile } from 'node:fs/promises';

/** What the platform tells a step, read from the variables of its process. */
export interface StepEnvironment {
  readonly inputs: Readonly<Record<string, StepInput>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly outputDirectory: string;
  /** Where to append metrics; undefined: nowhere. */
  readonly metricsFile: string | undefined;
}

/** A snapshot that an earlier step took. */
export interface StepInput {
  readonly path: string;
  readonly format: string;
  readonly rows: number;
  readonly digest: string;
}

/** Reads `SLIPWAY_*`. Throws an error of one line that names the variable when one is absent or unusable. */
export async function readStepEnvironment(variables: NodeJS.ProcessEnv): Promise<StepEnvironment> {
  const required = (name: string): string => {
    const value = variables[name];
    if (!value) throw new Error(`${name} is not set; this script is a step of a Slipway training job`);
    return value;
  };
  const json = async <T>(name: string): Promise<T> => {
    try {
      return JSON.parse(await readFile(required(name), 'utf8')) as T;
    } catch (cause) {
      throw new Error(`${name} does not name a readable JSON file`, { cause });
    }
  };
  const seed = Number(required('SLIPWAY_SEED'));
  if (!Number.isSafeInteger(seed)) throw new Error('SLIPWAY_SEED is not a whole number');
  return {
    inputs: await json('SLIPWAY_INPUTS'),
    parameters: variables.SLIPWAY_PARAMETERS ? await json('SLIPWAY_PARAMETERS') : {},
    seed,
    outputDirectory: required('SLIPWAY_OUTPUT_DIR'),
    metricsFile: variables.SLIPWAY_METRICS,
  };
}
