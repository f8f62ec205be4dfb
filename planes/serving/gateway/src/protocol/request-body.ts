import type { IncomingMessage } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import { codingOf, decodeBody } from './content-coding.ts';

const EMPTY = Buffer.alloc(0);

/**
 * The whole body without its coding, at most `limit` bytes before and after. Throws BODY_TOO_LARGE before anything beyond the
 * limit is kept, UNSUPPORTED_MEDIA for an unknown coding, INVALID_REQUEST when the client goes away in the middle.
 */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Uint8Array> => {
  const { headers } = request;
  const coding = codingOf(headers['content-encoding']);
  if (Number(headers['content-length'] ?? 0) > limit) throw new SlipwayError('BODY_TOO_LARGE', { limit });
  const body = await receive(request, limit);
  return coding === null ? body : decodeBody(body, coding, limit);
};

const receive = (request: IncomingMessage, limit: number): Promise<Uint8Array> => {
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
