import type { IncomingMessage } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import { Fields } from './fields.ts';

/** MLflow's own limit is 1 MB; profiles of datasets and models with many parameters are larger. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The JSON object of a body; no body is an empty one. Throws INVALID_JSON, BODY_TOO_LARGE. */
export const jsonBody = async (request: IncomingMessage): Promise<Fields> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new SlipwayError('BODY_TOO_LARGE', { limit: MOST_BYTES });
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') return new Fields({});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SlipwayError('INVALID_JSON', { reason: (cause as Error).message }, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SlipwayError('INVALID_JSON', { reason: 'it is no object' });
  return new Fields(value as Record<string, unknown>);
};
