import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hexadecimal digits of an HMAC-SHA256. */
const SIGNATURE = /^[0-9a-f]{64}$/;
/** Signatures of one header that are looked at: an old and a new key while one is changed, and some room. */
const LOOKED_AT = 5;

const mac = (key: string, seconds: number, body: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(`${seconds}.`).update(body).digest();

/** `t=<seconds>,v1=<hex>`: an HMAC-SHA256 over the time (seconds since 1970), a point, and the exact bytes of the body. */
export const signWebhook = (key: string, body: string | Uint8Array, seconds: number): string =>
  `t=${seconds},v1=${mac(key, seconds, body).toString('hex')}`;

export type SignatureVerdict =
  /** `signature` is the one that matched, and so names this very call. */
  | { readonly kind: 'valid'; readonly signature: string }
  | { readonly kind: 'invalid'; readonly reason: string };

export interface SignedCall {
  readonly key: string;
  /** Absent: the call carried none. */
  readonly header: string | undefined;
  readonly body: string | Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly toleranceSeconds: number;
}

const invalid = (reason: string): SignatureVerdict => ({ kind: 'invalid', reason });

/** Whether a call was signed with the key, and lately. The comparison takes the same time whatever was sent. */
export const verifyWebhook = ({ key, header, body, now, toleranceSeconds }: SignedCall): SignatureVerdict => {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const given = parts
    .filter(([name, value]) => name === 'v1' && SIGNATURE.test(value ?? ''))
    .slice(0, LOOKED_AT)
    .map(([, value]) => value ?? '');
  if (!/^\d{1,12}$/.test(time) || given.length === 0)
    return invalid('the header is not t=<seconds>,v1=<hex>');
  const seconds = Number(time);
  const expected = mac(key, seconds, body);
  const matches = given.filter((value) => timingSafeEqual(Buffer.from(value, 'hex'), expected));
  const [signature] = matches;
  if (signature === undefined) return invalid('the signature does not match');
  if (Math.abs(now / 1000 - seconds) > toleranceSeconds)
    return invalid(`its time is more than ${toleranceSeconds} s off`);
  return { kind: 'valid', signature };
};
