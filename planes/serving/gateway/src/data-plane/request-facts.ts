import type { PredictionCall } from './prediction-call.ts';

const PREFIX = 'x-slipway-attribute-';

/** What clients say about a request for rules to read: headers `x-slipway-attribute-<name>`, by lower-case name. */
export const attributesOf = (headers: PredictionCall['headers']): Readonly<Record<string, string>> => {
  const attributes: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (name.startsWith(PREFIX) && typeof value === 'string') attributes[name.slice(PREFIX.length)] = value;
  }
  return attributes;
};
