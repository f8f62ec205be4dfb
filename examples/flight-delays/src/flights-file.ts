import { fileURLToPath } from 'node:url';

/**
 * Path of the 3,000,000 US flights of January to June 2001 that come with the npm package vega-datasets: a Parquet file
 * (zstd) with `date` timestamp in local time, `delay` in minutes, `distance` in miles, `origin`, `destination`.
 */
export const FLIGHTS_FILE = fileURLToPath(
  new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')),
);
