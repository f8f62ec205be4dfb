import type { IncomingMessage } from 'node:http';
import { SlipwayError } from '@slipway/contracts';

const EMPTY = new Uint8Array(0);

/**
 * The whole body, at most `limit` bytes. Throws BODY_TOO_LARGE as soon as the limit is known to be passed, with nothing
 * read beyond it, and UNSUPPORTED_MEDIA for a content coding or a binary body.
 */
export const readBody = (request: IncomingMessage, limit: number): Promise<Uint8Array> => {
  const { headers } = request;
  const refused = refusalOf(headers, limit);
  if (refused !== undefined) return Promise.reject(refused);
  return new Promise((resolve, reject) => {
    let first: Uint8Array | undefined;
    let more: Uint8Array[] | undefined;
    let bytes = 0;
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > limit) {
        request.pause();
        reject(new SlipwayError('BODY_TOO_LARGE', { limit }));
      } else if (first === undefined) first = chunk;
      else if (more === undefined) more = [first, chunk];
      else more.push(chunk);
    });
    request.on('end', () => resolve(more === undefined ? (first ?? EMPTY) : Buffer.concat(more)));
    const cutOff = () => {
      if (!request.complete) reject(new SlipwayError('INVALID_REQUEST', { reason: 'the body was cut off' }));
    };
    request.on('error', cutOff);
    request.on('close', cutOff);
  });
};

const refusalOf = (headers: IncomingMessage['headers'], limit: number): SlipwayError | undefined => {
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity')
    return new SlipwayError('UNSUPPORTED_MEDIA', { type: `coding ${coding}` }, { field: 'content-encoding' });
  if (headers['inference-header-content-length'] !== undefined)
    return new SlipwayError(
      'UNSUPPORTED_MEDIA',
      { type: 'with binary tensors' },
      { field: 'inference-header-content-length' },
    );
  if (Number(headers['content-length'] ?? 0) > limit) return new SlipwayError('BODY_TOO_LARGE', { limit });
  return undefined;
};
