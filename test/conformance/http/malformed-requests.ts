import { deflateSync, gzipSync } from 'node:zlib';

export interface MalformedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A number from 0 to below 1; the same seed gives the same numbers (mulberry32, public domain). */
const randomOf = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const MODEL = '/v2/models/flights';
const binary = (name: string, datatype: string, size: number) => ({
  name,
  datatype,
  shape: [2, 1],
  parameters: { binary_data_size: size },
});
const JSON_PART = JSON.stringify({
  id: '1',
  parameters: { binary_data_output: true },
  inputs: [
    { name: 'distance', datatype: 'FP32', shape: [2, 1], data: [1, null] },
    binary('hour', 'FP32', 8),
    binary('origin', 'BYTES', 14),
  ],
  outputs: [{ name: 'score', parameters: { binary_data: true } }, { name: 'logit' }],
});
const BINARY_BODY = Buffer.concat([
  Buffer.from(JSON_PART),
  Buffer.from(Float32Array.of(1, 2).buffer),
  Buffer.from('\x03\0\0\0ATL\x03\0\0\0ORD', 'latin1'),
]);
const BODIES = [
  BINARY_BODY,
  BINARY_BODY,
  Buffer.from('{"rows":[{"distance":1,"hour":2,"origin":"ATL"}]}'),
  Buffer.from('{"instances":[[1,2,"ATL"],{"hour":3}]}'),
  Buffer.from('{"ready":true}'),
] as const;
const PATHS = [
  `${MODEL}/infer`,
  `${MODEL}/versions/1/infer`,
  `/base${MODEL}/infer`,
  '/v1/predictions',
  '/v1/models/flights:predict',
  '/v2/repository/index',
  '/v2/repository/models/x/load',
  `${MODEL}/stats`,
  '/metrics',
] as const;
const PIECES = [
  'NaN',
  'Infinity',
  '-',
  '[[[[',
  '{',
  '"',
  '1e999',
  '99999999999999999999',
  'null',
  '\\u0000',
  '\\ud800',
  '\xff\xfe',
  '__proto__',
] as const;
const LENGTHS = ['0', '-1', 'x', '9999999', '1e3', '', '2', String(JSON_PART.length + 1)] as const;

/** Endless requests that began well and were damaged: bodies, lengths, codings, paths, methods. */
export function* malformedRequests(seed: number): Generator<MalformedRequest, never> {
  const random = randomOf(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const damageOnce = (body: Buffer): Buffer => {
    const at = below(body.length + 1);
    switch (below(5)) {
      case 0:
        return Buffer.concat([body.subarray(0, at), Buffer.of(below(256)), body.subarray(at + 1)]);
      case 1:
        return body.subarray(0, at);
      case 2:
        return Buffer.concat([body.subarray(0, at), Buffer.from(pick(PIECES), 'latin1'), body.subarray(at)]);
      case 3:
        return Buffer.concat([body.subarray(0, at), body.subarray(at + below(10))]);
      default:
        return Buffer.concat([body, body.subarray(0, at)]);
    }
  };
  const damage = (body: Buffer): Buffer => {
    let damaged = body;
    for (let times = below(4); times > 0; times--) damaged = damageOnce(damaged);
    return damaged;
  };
  for (;;) {
    const whole = pick(BODIES);
    let body = damage(whole);
    const headers: Record<string, string> = {};
    const inBinary = whole === BINARY_BODY;
    if (random() < (inBinary ? 0.95 : 0.05))
      headers['inference-header-content-length'] = random() < 0.8 ? String(JSON_PART.length) : pick(LENGTHS);
    if (random() < 0.15) {
      const coding = pick(['gzip', 'deflate', 'br', 'gzip, gzip', 'identity']);
      headers['content-encoding'] = coding;
      if (coding === 'gzip') body = gzipSync(body);
      else if (coding === 'deflate') body = deflateSync(body);
      if (random() < 0.3) body = damage(body);
    }
    if (random() < 0.1) headers['accept-encoding'] = pick(['gzip', 'deflate;q=0.5', '*', 'gzip;q=x', ',,,']);
    if (random() < 0.05) headers['x-slipway-timeout-ms'] = pick(['0', '5000', '-1', 'x']);
    let path: string = inBinary && random() < 0.8 ? PATHS[0] : pick(PATHS);
    if (random() < 0.1) path += pick(['/', '?a=b', '%', '%00', ':', '/x']);
    const method = random() < 0.95 ? 'POST' : pick(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']);
    yield { method, path, headers: { ...headers, 'content-length': String(body.length) }, body };
  }
}
