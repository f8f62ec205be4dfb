import type { IncomingMessage } from 'node:http';
import { SlipwayError } from '@slipway/contracts';
import { codingOf, decodeBody } from '../content-coding.ts';

const EMPTY = new Uint8Array(0);

/**
 * The whole body without its content coding, at most `limit` bytes before and after. Throws BODY_TOO_LARGE as soon as the
 * limit is known to be passed, with nothing read beyond it, UNSUPPORTED_MEDIA; rejects with these and INVALID_REQUEST.
 */
export const readBody = (request: IncomingMessage, limit: number): Promise<Uint8Array> => {
  const { headers } = request;
  const coding = codingOf(headers['content-encoding']);
  if (Number(headers['content-length'] ?? 0) > limit) throw new SlipwayError('BODY_TOO_LARGE', { limit });
  const received = receive(request, limit);
  return coding === undefined ? received : received.then((body) => decodeBody(body, coding, limit));
};

const receive = (request: IncomingMessage, limit: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
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
    // Comes after an error too, which nobody needs to listen to.
    request.on('close', () => {
      if (!request.complete) reject(new SlipwayError('INVALID_REQUEST', { reason: 'the body was cut off' }));
    });
  });
