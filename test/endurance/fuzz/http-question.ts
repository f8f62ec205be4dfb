import { gzipSync } from 'node:zlib';
import { mutateBytes, pick, type Random } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';

/** A request whose HTTP is whole and whose content may not be. */
export interface HttpQuestion {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request that the server answers well, to be injured. */
export interface Seed {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const BINARY_HEADER = 'inference-header-content-length';
const ODD_LENGTHS = ['0', '-1', '1', '99999999', '1e3', 'x', '0x10', '18446744073709551616', ''];
const ODD_PATHS = ['%', '%00', '..', '%2e%2e', '//', '?', '#', 'é', ';', '%ff%fe', 'x'.repeat(3000)];

/** One of many ways to send `seed` wrong. */
export const questionFrom = (random: Random, seed: Seed): HttpQuestion => {
  const sound = {
    method: 'POST',
    path: seed.path,
    headers: { ...seed.headers },
    body: Buffer.from(seed.body),
  };
  const kind = random();
  if (kind < 0.45) return { ...sound, body: Buffer.from(mutateJson(random, seed.body)) };
  if (kind < 0.65) return { ...sound, body: mutateBytes(random, sound.body) };
  if (kind < 0.75) {
    const tail = Buffer.from(
      Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)),
    );
    const length = random() < 0.5 ? String(sound.body.length) : pick(random, ODD_LENGTHS);
    const body = Buffer.concat([random() < 0.5 ? sound.body : mutateBytes(random, sound.body), tail]);
    return { ...sound, headers: { ...sound.headers, [BINARY_HEADER]: length }, body };
  }
  if (kind < 0.83) {
    const coding = pick(random, ['gzip', 'deflate', 'br', 'gzip, gzip', 'identity', 'x']);
    const packed = gzipSync(sound.body);
    const body = random() < 0.5 ? mutateBytes(random, packed) : packed;
    return { ...sound, headers: { ...sound.headers, 'content-encoding': coding }, body };
  }
  if (kind < 0.93) {
    const at = Math.floor(random() * (seed.path.length + 1));
    return { ...sound, path: seed.path.slice(0, at) + pick(random, ODD_PATHS) + seed.path.slice(at) };
  }
  return { ...sound, method: pick(random, ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'POST']) };
};
