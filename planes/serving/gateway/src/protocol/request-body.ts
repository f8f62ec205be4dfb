import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { SlipwayError } from '@slipway/contracts';

const EMPTY = Buffer.alloc(0);

/** What the headers alone make impossible; null when the body may be read. */
const refusalOf = (headers: IncomingHttpHeaders, limit: number): SlipwayError | null => {
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity')
    return new SlipwayError(
      'UNSUPPORTED_MEDIA',
      { type: `coded as ${coding}` },
      { field: 'content-encoding' },
    );
  const binary = 'inference-header-content-length';
  if (headers[binary] !== undefined)
    return new SlipwayError('UNSUPPORTED_MEDIA', { type: 'with binary tensors' }, { field: binary });
  return Number(headers['content-length'] ?? 0) > limit
    ? new SlipwayError('BODY_TOO_LARGE', { limit })
    : null;
};

/**
 * The whole body, at most `limit` bytes. Throws BODY_TOO_LARGE before anything beyond the limit is kept, UNSUPPORTED_MEDIA for
 * compressed and binary bodies, INVALID_REQUEST when the client goes away in the middle.
 */
export const readBody = (request: IncomingMessage, limit: number): Promise<Uint8Array> => {
  const refusal = refusalOf(request.headers, limit);
  if (refusal) return Promise.reject(refusal);
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else {
      chunks.length = 0;
      reject(new SlipwayError('BODY_TOO_LARGE', { limit }));
    }
  });
  request.on('end', () =>
    resolve(chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? EMPTY : Buffer.concat(chunks)),
  );
  request.on('close', () => {
    if (!request.complete) reject(new SlipwayError('INVALID_REQUEST', { reason: 'the body was cut off' }));
  });
  request.on('error', () => undefined);
  return promise;
};
