import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Dataset, type DatasetDeclaration, SlipwayError } from '@slipway/contracts';
import { type Clock, describeProblems, readJson, timestamp, writeAtomically } from '@slipway/platform';
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

  /**
   * Creates or replaces. Throws INVALID_SQL when the query is not one allowed SELECT over tables that exist, INVALID_EXPECTATION
   * for expressions that cannot be read; whether they fit the columns is seen when a snapshot is taken.
   */
  async put(name: string, declaration: DatasetDeclaration): Promise<Dataset> {
    await requireReadable(declaration.expectations);
    await this.#sandbox.check(declaration.sql);
    const dataset: Dataset = { name, ...declaration, updatedAt: timestamp(this.#clock) };
    await writeAtomically(this.#path(name), JSON.stringify(dataset, null, 2));
    return dataset;
  }

  /** Throws NOT_FOUND. */
  async get(name: string): Promise<Dataset> {
    const stored = await readJson(this.#path(name));
    if (stored === null) throw new SlipwayError('NOT_FOUND', { what: 'Dataset', name }, { field: 'dataset' });
    return Dataset.parse(stored);
  }

  /** By name. */
  async list(): Promise<Dataset[]> {
    const names = (await directoryNames(this.#directory)).filter((file) => file.endsWith(EXTENSION));
    return Promise.all(names.map((file) => this.get(file.slice(0, -EXTENSION.length))));
  }

  /** Forgets it and says what it was; its snapshots stay. Throws NOT_FOUND. */
  async remove(name: string): Promise<Dataset> {
    const dataset = await this.get(name);
    await rm(this.#path(name), { force: true });
    return dataset;
  }

  #path(name: string): string {
    return join(this.#directory, name + EXTENSION);
  }
}

const requireReadable = async (expectations: Dataset['expectations']): Promise<void> => {
  if (expectations.length === 0) return;
  const { checkExpectations } = await import('@slipway/rules/expectations');
  const problems = checkExpectations(expectations, 'expectations');
  if (problems.length > 0)
    throw new SlipwayError(
      'INVALID_EXPECTATION',
      { reason: describeProblems(problems) },
      { field: problems[0]?.field, problems },
    );
};
