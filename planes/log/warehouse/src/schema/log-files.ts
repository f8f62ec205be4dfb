import { join } from 'node:path';
import { directoryNames } from '../directory-names.ts';
import { dateOf, partitionValue, type WarehouseLayout } from '../layout.ts';

const DAY = 86_400_000;
const DATE = 'date=';
const PARQUET = '.parquet';

const hasParquet = async (directory: string): Promise<boolean> =>
  (await directoryNames(directory)).some((name) => name.endsWith(PARQUET));

/** Finds the files that a question needs, so that a window reads only its days. */
export class LogFiles {
  readonly #layout: WarehouseLayout;

  constructor(layout: WarehouseLayout) {
    this.#layout = layout;
  }

  /** Patterns of the days of an endpoint that overlap `from ≤ t < to` (ms), in order of the date. */
  predictions(endpoint: string, from: number, to: number): Promise<string[]> {
    return this.#days(join(this.#layout.predictions, `endpoint=${partitionValue(endpoint)}`), from, to);
  }

  /**
   * Patterns of the outcome days that can hold outcomes of predictions made since `from`. One day is allowed for clocks
   * that disagree.
   */
  outcomes(from: number): Promise<string[]> {
    return this.#days(this.#layout.outcomes, from - DAY, Number.POSITIVE_INFINITY);
  }

  /** The pattern of all predictions; none while there is no file, because DuckDB refuses a pattern without one. */
  async allPredictions(): Promise<string[]> {
    for (const endpoint of await directoryNames(this.#layout.predictions))
      for (const date of await directoryNames(join(this.#layout.predictions, endpoint)))
        if (await hasParquet(join(this.#layout.predictions, endpoint, date)))
          return [join(this.#layout.predictions, 'endpoint=*', 'date=*', `*${PARQUET}`)];
    return [];
  }

  allOutcomes(): Promise<string[]> {
    return this.#allDays(this.#layout.outcomes);
  }

  allCounts(): Promise<string[]> {
    return this.#allDays(this.#layout.counts);
  }

  /** Like `predictions`, of all endpoints. */
  async everyEndpoint(from: number, to: number): Promise<string[]> {
    const endpoints = await directoryNames(this.#layout.predictions);
    const days = endpoints.map((endpoint) => this.#days(join(this.#layout.predictions, endpoint), from, to));
    return (await Promise.all(days)).flat();
  }

  async #allDays(directory: string): Promise<string[]> {
    for (const date of await directoryNames(directory))
      if (await hasParquet(join(directory, date))) return [join(directory, 'date=*', `*${PARQUET}`)];
    return [];
  }

  async #days(directory: string, from: number, to: number): Promise<string[]> {
    const first = dateOf(Math.max(from, 0));
    const last = Number.isFinite(to) ? dateOf(Math.max(to, 0)) : '9999-12-31';
    const dates = (await directoryNames(directory))
      .filter((name) => name.startsWith(DATE))
      .filter((name) => name.slice(DATE.length) >= first && name.slice(DATE.length) <= last);
    const kept = await Promise.all(
      dates.map(async (date) => ((await hasParquet(join(directory, date))) ? [join(directory, date)] : [])),
    );
    return kept.flat().map((date) => join(date, `*${PARQUET}`));
  }
}
