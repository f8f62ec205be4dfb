import { join } from 'node:path';
import { Dataset, SlipwayError } from '@slipway/contracts';
import { type Clock, readJson, timestamp, writeAtomically } from '@slipway/platform';
import { directoryNames } from '../directory-names.ts';
import type { Sandbox } from '../sql/sandbox.ts';

const EXTENSION = '.json';

/** Named queries, one JSON file each. */
export class Datasets {
  readonly #directory: string;
  readonly #sandbox: Sandbox;
  readonly #clock: Clock;

  constructor(directory: string, sandbox: Sandbox, clock: Clock) {
    this.#directory = directory;
    this.#sandbox = sandbox;
    this.#clock = clock;
  }

  /** Creates or replaces. Throws INVALID_SQL when the query is not one allowed SELECT over tables that exist. */
  async put(name: string, { sql, description }: Pick<Dataset, 'sql' | 'description'>): Promise<Dataset> {
    await this.#sandbox.check(sql);
    const dataset: Dataset = { name, sql, description, updatedAt: timestamp(this.#clock) };
    await writeAtomically(this.#path(name), JSON.stringify(dataset, null, 2));
    return dataset;
  }

  /** Throws NOT_FOUND. */
  async get(name: string): Promise<Dataset> {
    const stored = await readJson(this.#path(name));
    if (stored === null) throw new SlipwayError('NOT_FOUND', { what: 'Dataset', name });
    return Dataset.parse(stored);
  }

  /** By name. */
  async list(): Promise<Dataset[]> {
    const names = (await directoryNames(this.#directory)).filter((file) => file.endsWith(EXTENSION));
    return Promise.all(names.map((file) => this.get(file.slice(0, -EXTENSION.length))));
  }

  #path(name: string): string {
    return join(this.#directory, name + EXTENSION);
  }
}
