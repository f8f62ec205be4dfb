import type { Engine } from '../duckdb/engine.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { outcomesSql, predictionsSql } from '../schema/relations.ts';

export interface StoredRows {
  readonly predictions: number;
  readonly outcomes: number;
}

/** Rows in the warehouse: counted once from the files, then kept up to date by the recorder. */
export class Tally {
  readonly #engine: Engine;
  readonly #files: LogFiles;
  #stored: StoredRows | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine, files: LogFiles) {
    this.#engine = engine;
    this.#files = files;
  }

  stored(): Promise<StoredRows> {
    return this.#exclusive(async () => (this.#stored ??= await this.#count()));
  }

  /** Counts what `write` adds. Counting and writing take turns, so that no file is counted twice. */
  adding(table: keyof StoredRows, write: () => Promise<number>): Promise<void> {
    return this.#exclusive(async () => {
      const rows = await write();
      if (this.#stored) this.#stored = { ...this.#stored, [table]: this.#stored[table] + rows };
    });
  }

  async #count(): Promise<StoredRows> {
    const [predictions, outcomes] = [await this.#files.allPredictions(), await this.#files.allOutcomes()];
    if (predictions.length + outcomes.length === 0) return { predictions: 0, outcomes: 0 };
    return this.#engine.session((session) =>
      session.row<{ predictions: number; outcomes: number }>(
        `select (select count(*) from (${predictionsSql(predictions)})) as predictions, (select count(*) from (${outcomesSql(outcomes)})) as outcomes`,
      ),
    );
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
