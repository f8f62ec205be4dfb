import { type ClientHttp2Session, connect } from 'node:http2';
import { bytesField, integerField, message } from '@slipway/inference/fixtures';
import { mutateBytes, pick, type Random } from './mutate-bytes.ts';
import { count, type Tally } from './tally.ts';

const ANSWER_MS = 20_000;
const SERVICE = '/inference.GRPCInferenceService';
const METHODS = [
  'ModelInfer',
  'ModelMetadata',
  'ModelReady',
  'ModelConfig',
  'ModelStatistics',
  'RepositoryIndex',
];
/** UNKNOWN and INTERNAL blame the server; UNAVAILABLE would send clients into retries. */
const FAULTS = new Set(['2', '13', '14']);

const input = (name: string, datatype: string): Uint8Array =>
  bytesField(
    5,
    message(bytesField(1, name), bytesField(2, datatype), integerField(3, 1), integerField(3, 1)),
  );

const float = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);

/** A ModelInferRequest for the model `points` with raw contents. */
const soundMessage = (): Buffer =>
  Buffer.from(
    message(
      bytesField(1, 'points'),
      input('distance', 'FP32'),
      input('hour', 'FP32'),
      input('origin', 'BYTES'),
      bytesField(7, float(0.5)),
      bytesField(7, float(1)),
      bytesField(7, Buffer.from('\x03\x00\x00\x00ATL', 'latin1')),
    ),
  );

/** Behind its prefix of compression flag and length, sometimes a wrong one. */
const framed = (random: Random, body: Buffer): Buffer => {
  const prefix = Buffer.alloc(5);
  const kind = random();
  prefix.writeUInt8(kind < 0.05 ? 1 : 0, 0);
  prefix.writeUInt32BE(kind > 0.97 ? Math.floor(random() * 2 ** 32) : body.length, 1);
  return Buffer.concat([prefix, body]);
};

const ask = (session: ClientHttp2Session, path: string, body: Buffer): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let status: string | null = null;
    const note = (headers: Readonly<Record<string, unknown>>) => {
      if (headers['grpc-status'] !== undefined) status = String(headers['grpc-status']);
    };
    const timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS} ms: ${path}`)), ANSWER_MS);
    stream.on('response', note);
    stream.on('trailers', note);
    stream.on('error', () => undefined);
    stream.on('close', () => {
      clearTimeout(timer);
      resolve(status);
    });
    stream.resume();
    stream.end(body);
  });

/** Sends `times` injured calls; the statuses in the tally are those of gRPC. */
export const fuzzGrpc = async (
  address: string,
  { random, times, tally }: { readonly random: Random; readonly times: number; readonly tally: Tally },
): Promise<void> => {
  const sound = soundMessage();
  let left = times;
  const sender = async () => {
    let session = connect(`http://${address}`);
    session.on('error', () => undefined);
    while (left-- > 0) {
      if (session.closed || session.destroyed) {
        session = connect(`http://${address}`);
        session.on('error', () => undefined);
      }
      const method = random() < 0.8 ? 'ModelInfer' : pick(random, METHODS);
      const body = framed(random, mutateBytes(random, sound));
      const status = await ask(session, `${SERVICE}/${method}`, body);
      const describe = () => `${method} ${body.toString('hex', 0, 200)}`;
      count(tally, status === null ? null : Number(status), describe);
      if (status !== null && FAULTS.has(status) && tally.faults.length < 10)
        tally.faults.push(`status ${status} ${describe()}`);
    }
    session.close();
  };
  await Promise.all(Array.from({ length: 8 }, sender));
};
