import { type logRoutes, type RouteResult, SlipwayError } from '@slipway/contracts';
import type { Engine } from '../duckdb/engine.ts';
import type { JsonRow } from '../duckdb/session.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { latestOutcomesSql, outcomesSql, predictionsSql } from '../schema/relations.ts';
import { timeOfId } from './time-of-id.ts';

const DAY = 86_400_000;

export interface LookupOptions {
  readonly engine: Engine;
  readonly files: LogFiles;
}

/**
 * One logged prediction as its row of `predictions`, with its latest outcome. An id that tells its time is looked for in
 * the days around it first. Throws NOT_FOUND.
 */
export const findPrediction = async (
  { engine, files }: LookupOptions,
  id: string,
): Promise<RouteResult<typeof logRoutes.getPrediction>> => {
  const one = async (sql: string): Promise<JsonRow | undefined> =>
    (await engine.session((session) => session.rows(sql, { id })))[0];
  const among = async (paths: readonly string[]) =>
    paths.length === 0 ? undefined : one(`select * from (${predictionsSql(paths)}) where id = $id limit 1`);
  const around = timeOfId(id);
  const near = around === null ? [] : await files.everyEndpoint(around - DAY, around + DAY);
  const prediction = (await among(near)) ?? (await among(await files.allPredictions()));
  if (!prediction) throw new SlipwayError('NOT_FOUND', { what: 'Prediction', name: id });
  const at = Date.parse(String(prediction.at));
  const outcome = await one(
    `${latestOutcomesSql(`select * from (${outcomesSql(await files.outcomes(at))}) where prediction = $id`)}`,
  );
  return { prediction, outcome: outcome ?? null };
};
