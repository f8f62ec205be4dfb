import { createHmac } from 'node:crypto';
import type { LogParameters, Row, SchemaRecord } from '@slipway/contracts';
import type { RecordedRoute } from './recorded-request.ts';

/** The log parameters of an endpoint prepared for its rows. */
export interface LogPlan {
  /** Share of the requests that is logged. */
  readonly sampling: number;
  /** Rows of the traffic that a logged row stands for. */
  readonly weight: number;
  unitOf(plain: string | null): string | null;
  inputsOf(row: Row): Row;
  /** The types of the inputs as they reach the log; null when none does. */
  readonly schema: SchemaRecord | null;
}

const NO_INPUTS: Row = Object.freeze({});

/** What a value is the hash of is part of it, so that equal values of two features, or of a feature and a unit, do not meet. */
const hashed = (key: Buffer, what: string, value: string | number | boolean): string =>
  createHmac('sha256', key)
    .update(`${what}\0${JSON.stringify(value)}`)
    .digest('base64url');

const unitHandler = (mode: LogParameters['unit'], key: () => Buffer): LogPlan['unitOf'] => {
  if (mode === 'plain') return (plain) => plain;
  if (mode === 'dropped') return () => null;
  return (plain) => (plain === null ? null : hashed(key(), 'unit', plain));
};

const inputsHandler = ({ level, redact }: LogParameters, key: () => Buffer): LogPlan['inputsOf'] => {
  if (level === 'outputs') return () => NO_INPUTS;
  const redactions = Object.entries(redact);
  if (redactions.length === 0) return (row) => row;
  return (row) => {
    const kept = { ...row };
    for (const [name, mode] of redactions) {
      const value = row[name];
      if (value === undefined) continue;
      if (mode === 'dropped') delete kept[name];
      // A missing value stays visible as one; it tells nothing.
      else if (value !== null) kept[name] = hashed(key(), `feature ${name}`, value);
    }
    return kept;
  };
};

/** The features of all variants of the endpoint; a hashed one is text, and a dropped one is not there. */
const schemaOf = (route: RecordedRoute, { level, redact }: LogParameters): SchemaRecord | null => {
  if (level === 'outputs') return null;
  const features = new Map<string, SchemaRecord['features'][number]>();
  for (const { signature } of route.variants.values())
    for (const { name, kind } of signature.features) {
      if (redact[name] === 'dropped') continue;
      const logged = redact[name] === 'hashed' ? 'category' : kind;
      features.set(`${name}\0${logged}`, { name, kind: logged });
    }
  return { kind: 'schema', endpoint: route.endpoint, features: [...features.values()] };
};

/**
 * Prepares the log of a route.
 * @param key the key of the hashes; asked for only where something is hashed
 */
export const planLog = (route: RecordedRoute, key: () => Buffer): LogPlan => {
  const { log } = route.parameters;
  return {
    sampling: log.sampling,
    weight: log.sampling > 0 ? 1 / log.sampling : 1,
    unitOf: unitHandler(log.unit, key),
    inputsOf: inputsHandler(log, key),
    schema: schemaOf(route, log),
  };
};
