import type { LogFiles } from '../schema/log-files.ts';
import { labelledSql, outcomesSql, predictionsSql } from '../schema/relations.ts';
import type { Tables } from '../tables/tables.ts';
import type { StatementTables } from './statement.ts';

export interface View {
  readonly name: string;
  /** The SELECT that it stands for. */
  readonly sql: string;
}

/** What SQL can name: `predictions`, `outcomes`, `labelled`, and the loaded tables. */
export class Catalogue {
  readonly #files: LogFiles;
  readonly #tables: Tables;

  constructor(files: LogFiles, tables: Tables) {
    this.#files = files;
    this.#tables = tables;
  }

  async names(): Promise<Set<string>> {
    return new Set(['predictions', 'outcomes', 'labelled', ...(await this.#tables.names())]);
  }

  /** The views that a statement needs, as the files are now. */
  async views({ names, catalogue }: StatementTables): Promise<View[]> {
    const wants = (name: string) => catalogue || names.has(name);
    const views: View[] = [];
    const needsPredictions = wants('predictions') || wants('labelled');
    const needsOutcomes = wants('outcomes') || wants('labelled');
    const predictions = needsPredictions ? predictionsSql(await this.#files.allPredictions()) : '';
    const outcomes = needsOutcomes ? outcomesSql(await this.#files.allOutcomes()) : '';
    if (wants('predictions')) views.push({ name: 'predictions', sql: predictions });
    if (wants('outcomes')) views.push({ name: 'outcomes', sql: outcomes });
    if (wants('labelled')) views.push({ name: 'labelled', sql: labelledSql(predictions, outcomes) });
    for (const name of await this.#tables.names())
      if (wants(name)) views.push({ name, sql: await this.#tables.sql(name) });
    return views;
  }
}
