import type { LogFiles } from '../schema/log-files.ts';
import { labelledSql, outcomesSql, predictionsSql, shadowsSql } from '../schema/relations.ts';
import type { Tables } from '../tables/tables.ts';
import type { StatementTables } from './statement.ts';

/** The log's own names; a loaded table of that name, older than the relation, is not seen. */
const LOG_RELATIONS: ReadonlySet<string> = new Set(['predictions', 'shadows', 'outcomes', 'labelled']);

export interface View {
  readonly name: string;
  /** The SELECT that it stands for. */
  readonly sql: string;
}

/** What SQL can name: `predictions`, `shadows`, `outcomes`, `labelled`, and the loaded tables. */
export class Catalogue {
  readonly #files: LogFiles;
  readonly #tables: Tables;

  constructor(files: LogFiles, tables: Tables) {
    this.#files = files;
    this.#tables = tables;
  }

  async names(): Promise<Set<string>> {
    return new Set([...LOG_RELATIONS, ...(await this.#tables.names())]);
  }

  /** The views that a statement needs, as the files are now. */
  async views({ names, catalogue }: StatementTables): Promise<View[]> {
    const wants = (name: string) => catalogue || names.has(name);
    const views: View[] = [];
    const needsRows = wants('predictions') || wants('shadows') || wants('labelled');
    const needsOutcomes = wants('outcomes') || wants('labelled');
    const files = needsRows ? await this.#files.allPredictions() : [];
    const predictions = predictionsSql(files);
    const outcomes = needsOutcomes ? outcomesSql(await this.#files.allOutcomes()) : '';
    if (wants('predictions')) views.push({ name: 'predictions', sql: predictions });
    if (wants('shadows')) views.push({ name: 'shadows', sql: shadowsSql(files) });
    if (wants('outcomes')) views.push({ name: 'outcomes', sql: outcomes });
    if (wants('labelled')) views.push({ name: 'labelled', sql: labelledSql(predictions, outcomes) });
    for (const name of await this.#tables.names())
      if (wants(name) && !LOG_RELATIONS.has(name)) views.push({ name, sql: await this.#tables.sql(name) });
    return views;
  }
}
