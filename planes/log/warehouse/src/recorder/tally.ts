import type { Engine } from '../duckdb/engine.ts';
import type { FileGate } from '../file-gate.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { countsSql, outcomesSql, predictionsSql, shadowsSql } from '../schema/relations.ts';

export interface StoredRows {
  /** Answers; shadows apart. */
  readonly predictions: number;
  readonly shadows: number;
  readonly outcomes: number;
  /** What the writers counted: answers with a row or without one. */
  readonly answered: number;
  readonly sampledOut: number;
  readonly dropped: number;
}

const NOTHING: StoredRows = {
  predictions: 0,
  shadows: 0,
  outcomes: 0,
  answered: 0,
  sampledOut: 0,
  dropped: 0,
};

/** Rows in the warehouse: counted once from the files, then kept up to date by the recorder. */
export class Tally {
  readonly #engine: Engine;
  readonly #files: LogFiles;
  readonly #gate: FileGate;
  #stored: StoredRows | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine, files: LogFiles, gate: FileGate) {
    this.#engine = engine;
    this.#files = files;
    this.#gate = gate;
  }

  /** What is stored, with what `beside` finds at the same time: no segment is recorded in between. */
  stored<T>(beside: () => Promise<T>): Promise<readonly [StoredRows, T]> {
    return this.#exclusive(async () => {
      this.#stored ??= await this.#gate.reading(() => this.#count());
      return [this.#stored, await beside()] as const;
    });
  }

  /** Lets `record` store a segment and call `add` for each new file. Counting and recording take turns: no row is counted twice. */
  recording(record: (add: (rows: Partial<StoredRows>) => void) => Promise<void>): Promise<void> {
    return this.#exclusive(() =>
      record((rows) => {
        const stored = this.#stored;
        if (!stored) return;
        const sums = Object.entries(stored).map(([name, count]) => [
          name,
          count + (rows[name as keyof StoredRows] ?? 0),
        ]);
        this.#stored = Object.fromEntries(sums) as unknown as StoredRows;
      }),
    );
  }

  async #count(): Promise<StoredRows> {
    const predictions = await this.#files.allPredictions();
    const outcomes = await this.#files.allOutcomes();
    const counts = await this.#files.allCounts();
    if (predictions.length + outcomes.length + counts.length === 0) return NOTHING;
    // Rows from before there were counts have no `assigned`: what is there is what was answered.
    return this.#engine.session((session) =>
      session.row<StoredRows & Record<string, number>>(`
        with answers as (select count(*) as n, count(*) filter (assigned is null) as uncounted from (${predictionsSql(predictions)})),
          counts as (select sum(answered) as answered, sum(sampled_out) as sampled_out, sum(dropped) as dropped from (${countsSql(counts)}))
        select answers.n as predictions, (select count(*) from (${shadowsSql(predictions)})) as shadows,
          (select count(*) from (${outcomesSql(outcomes)})) as outcomes,
          (uncounted + coalesce(answered, 0))::bigint as answered, coalesce(sampled_out, 0)::bigint as "sampledOut",
          coalesce(dropped, 0)::bigint as dropped
        from answers, counts`),
    );
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
