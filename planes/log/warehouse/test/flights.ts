import { fileURLToPath } from 'node:url';

/** 3,000,000 real US flights of 2001: date, delay in minutes, distance, origin, destination. */
export const FLIGHTS = fileURLToPath(
  new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')),
);
