import { connect } from 'node:net';
import type { Seed } from './http-question.ts';
import { mutateBytes, pick, type Random } from './mutate-bytes.ts';
import { count, type Tally } from './tally.ts';

const ANSWER_MS = 20_000;

const wholeMessage = ({ path, body, headers }: Seed): string => {
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${lines.join('')}\r\n${body}`;
};

const chunked = ({ path, body }: Seed, size: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`;

/** Bytes that are hardly HTTP any more. */
const injuredMessage = (random: Random, seed: Seed): Buffer => {
  const kind = random();
  if (kind < 0.6) return mutateBytes(random, Buffer.from(wholeMessage(seed)));
  if (kind < 0.8)
    return Buffer.from(chunked(seed, pick(random, ['zz', '-1', 'ffffffffffff', '0', '1;x=y', ''])));
  if (kind < 0.9)
    return Buffer.from(Array.from({ length: 1 + Math.floor(random() * 400) }, () => random() * 256));
  const flood = Array.from({ length: 400 }, (_, i) => `x-${i}: ${'y'.repeat(60)}\r\n`).join('');
  return Buffer.from(`POST ${seed.path} HTTP/1.1\r\nhost: x\r\n${flood}\r\n`);
};

/** The status of the first answer, or null when the server ended the connection without one. */
const send = (host: string, port: number, message: Buffer): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host);
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`neither answered nor closed: ${message.toString('latin1', 0, 500)}`));
    }, ANSWER_MS);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve(status === undefined ? null : Number(status));
    });
    // Half-closed: the server knows that nothing more comes.
    socket.end(message);
  });

/** Sends `times` broken messages, a connection each. Throws when a connection is neither answered nor closed. */
export const fuzzSockets = async (
  address: string,
  seeds: readonly Seed[],
  { random, times, tally }: { readonly random: Random; readonly times: number; readonly tally: Tally },
): Promise<void> => {
  const { hostname, port } = new URL(address);
  let left = times;
  const sender = async () => {
    while (left-- > 0) {
      const message = injuredMessage(random, seeds[left % seeds.length]!);
      const status = await send(hostname, Number(port), message);
      count(tally, status, () => message.toString('latin1', 0, 300));
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
};
