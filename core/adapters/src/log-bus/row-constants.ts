import type { PredictionRecord } from '@slipway/contracts';

/**
 * What many rows have in common. It is written once per segment, with the names of the inputs, and named by number in the rows,
 * which makes a row a fifth as long. The order is that of the frame; see `row-frame.ts` for its versions.
 */
export const CONSTANTS = [
  'endpoint',
  'variant',
  'assigned',
  'experiment',
  'model',
  'version',
  'release',
  'releaseDigest',
  'parametersRevision',
  'rules',
  'assignment',
  'propensity',
  'shadowOf',
  'status',
  'error',
  'fallback',
  'cached',
  'weight',
  'gateway',
] as const satisfies readonly (keyof PredictionRecord)[];
export type ConstantName = (typeof CONSTANTS)[number];
export type RowConstants = Pick<PredictionRecord, ConstantName>;

const sameRules = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((rule, index) => rule === b[index]));

/** Those that differ between the rows of a busy endpoint come first. */
const isSame = (a: RowConstants, b: RowConstants): boolean =>
  a.variant === b.variant &&
  a.assigned === b.assigned &&
  a.assignment === b.assignment &&
  a.propensity === b.propensity &&
  a.shadowOf === b.shadowOf &&
  a.experiment === b.experiment &&
  a.cached === b.cached &&
  a.status === b.status &&
  a.error === b.error &&
  a.fallback === b.fallback &&
  a.version === b.version &&
  a.parametersRevision === b.parametersRevision &&
  a.weight === b.weight &&
  a.model === b.model &&
  a.release === b.release &&
  a.releaseDigest === b.releaseDigest &&
  a.gateway === b.gateway &&
  sameRules(a.rules, b.rules);

/** Whether the inputs have these names in this order. */
const areNames = (names: readonly string[], inputs: PredictionRecord['inputs']): boolean => {
  let index = 0;
  for (const name in inputs) if (names[index++] !== name) return false;
  return index === names.length;
};

const constantsOf = (record: RowConstants): RowConstants => {
  const { endpoint, variant, assigned, experiment, model, version, release, releaseDigest } = record;
  const { parametersRevision, rules, assignment, propensity, shadowOf, status, error, fallback } = record;
  const { cached, weight, gateway } = record;
  return {
    ...{ endpoint, variant, assigned, experiment, model, version, release, releaseDigest },
    ...{ parametersRevision, rules, assignment, propensity, shadowOf, status, error, fallback },
    ...{ cached, weight, gateway },
  };
};

/** Constants that a writer has numbered. */
export interface NumberedConstants {
  readonly number: number;
  readonly values: RowConstants;
  /** Names of the inputs, in their order. */
  readonly features: readonly string[];
  /** Id of the segment that holds them; null before the first. */
  segment: string | null;
  /** Rows that name them and wait for the next write. */
  waiting: number;
}

/** Of one endpoint; more are combinations that do not come again, such as rows that each lack other inputs. */
const KEPT_PER_ENDPOINT = 64;
const KEPT_ENDPOINTS = 4096;

/** Numbers constants. The ones of an endpoint that were asked for last are found first. */
export class ConstantsTable {
  readonly #known = new Map<string, NumberedConstants[]>();
  #next = 0;

  of(record: RowConstants & Pick<PredictionRecord, 'inputs'>): NumberedConstants {
    const list = this.#listOf(record.endpoint);
    for (let index = 0; index < list.length; index++) {
      const found = list[index]!;
      if (!isSame(found.values, record) || !areNames(found.features, record.inputs)) continue;
      if (index > 0) {
        list[index] = list[index - 1]!;
        list[index - 1] = found;
      }
      return found;
    }
    const made = {
      number: this.#next++,
      values: constantsOf(record),
      features: Object.keys(record.inputs),
      segment: null,
      waiting: 0,
    };
    list.unshift(made);
    if (list.length > KEPT_PER_ENDPOINT) list.pop();
    return made;
  }

  #listOf(endpoint: string): NumberedConstants[] {
    const known = this.#known.get(endpoint);
    if (known) return known;
    if (this.#known.size >= KEPT_ENDPOINTS) this.#known.clear();
    const list: NumberedConstants[] = [];
    this.#known.set(endpoint, list);
    return list;
  }
}
