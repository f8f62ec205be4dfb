import { type logRoutes, type RouteRequest, type RouteResult, SlipwayError } from '@slipway/contracts';
import type { Engine } from '../duckdb/engine.ts';
import type { LogFiles } from '../schema/log-files.ts';
import { predictionsSql } from '../schema/relations.ts';
import { type Span, spanOf, WITHIN } from './time-window.ts';
import { trafficSql } from './traffic.ts';

type Request = RouteRequest<typeof logRoutes.volume>['body'];

/** A year of hours fits; an answer of more is no chart and no check. */
const MOST_BUCKETS = 100_000;

export interface VolumeOptions {
  readonly engine: Engine;
  readonly files: LogFiles;
}

/**
 * Predictions and errors (status other than 200) per bucket, sampled rows by their weight, from the start of the window, empty buckets with 0
 * (methods.md 6.1). `lastAt` is the endpoint's last prediction before the end of the window, also when it lies before
 * the window.
 */
export const volume = async (
  options: VolumeOptions,
  { endpoint, window, bucketSeconds }: Request,
): Promise<RouteResult<typeof logRoutes.volume>> => {
  const span = spanOf(window);
  const width = bucketSeconds * 1000;
  const count = Math.ceil((span.to - span.from) / width);
  if (count > MOST_BUCKETS)
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `bucketSeconds: gives ${count} buckets, and ${MOST_BUCKETS} are allowed` },
      { field: 'bucketSeconds' },
    );
  const counted = await countBuckets(options, endpoint, span, width, count);
  return {
    buckets: counted.map(({ bucket, predictions, errors }) => ({
      from: new Date(span.from + bucket * width).toISOString(),
      predictions,
      errors,
    })),
    lastAt: await lastBefore(options, endpoint, span.to),
  };
};

interface Bucket {
  readonly bucket: number;
  readonly predictions: number;
  readonly errors: number;
}

const countBuckets = async (
  { engine, files }: VolumeOptions,
  endpoint: string,
  { from, to }: Span,
  width: number,
  count: number,
): Promise<Bucket[]> => {
  const paths = await files.predictions(endpoint, from, to);
  // Zero rows make no group, so the buckets come from a range.
  return engine.session((session) =>
    session.rows<Bucket>(
      `with counted as (
        select (epoch_ms("at") - $from::bigint) // ${width} as bucket, ${trafficSql()} as predictions,
          ${trafficSql('status is distinct from 200')} as errors
        from (${predictionsSql(paths)}) where ${WITHIN} group by bucket)
      select spine.range as bucket, coalesce(predictions, 0) as predictions, coalesce(errors, 0) as errors
      from range(${count}) as spine left join counted on counted.bucket = spine.range order by bucket`,
      { from, to },
    ),
  );
};

/** Days are asked from the newest, because the answer is nearly always in the first. */
const lastBefore = async (
  { engine, files }: VolumeOptions,
  endpoint: string,
  to: number,
): Promise<string | null> => {
  for (const path of (await files.predictions(endpoint, 0, to)).reverse()) {
    const { last } = await engine.session((session) =>
      session.row<{ last: string | null }>(
        `select max("at") as last from (${predictionsSql([path])}) where ${WITHIN}`,
        { from: 0, to },
      ),
    );
    if (last !== null) return last;
  }
  return null;
};
