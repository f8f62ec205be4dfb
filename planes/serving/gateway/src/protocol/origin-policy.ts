import { SlipwayError } from '@slipway/contracts';
import type { Reply } from './inbound.ts';

const NOTHING: readonly string[] = [];
/** Browsers need not ask again for this long. */
const PREFLIGHT_SECONDS = '600';
const READABLE = 'x-slipway-prediction-id, inference-header-content-length, retry-after';

/**
 * Which web pages may send requests: pages must not post to an open gateway on loopback. Browsers send their origin with every POST,
 * other clients do not.
 */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed origins such as `https://shop.example`; case does not matter */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed.map((origin) => origin.toLowerCase()));
  }

  allows(origin: string): boolean {
    return this.#allowed.has(origin.toLowerCase());
  }

  /** Throws ORIGIN_REFUSED for pages that may not send. */
  check(origin: string | undefined): void {
    if (origin !== undefined && !this.allows(origin))
      throw new SlipwayError('ORIGIN_REFUSED', { origin }, { field: 'origin' });
  }

  /** Headers that let pages of an allowed origin read an answer; none for everybody else. */
  headersFor(origin: string | undefined): readonly string[] {
    if (origin === undefined || !this.allows(origin)) return NOTHING;
    return [
      'access-control-allow-origin',
      origin,
      'access-control-expose-headers',
      READABLE,
      'vary',
      'origin',
    ];
  }

  /** The answer to the question of a browser whether a page may send; null when it may not. */
  preflight(origin: string | undefined, asked: string | undefined): Reply | null {
    if (origin === undefined || !this.allows(origin)) return null;
    const headers = [
      'access-control-allow-methods',
      'GET, POST',
      'access-control-max-age',
      PREFLIGHT_SECONDS,
    ];
    return {
      status: 204,
      body: '',
      headers: asked === undefined ? headers : [...headers, 'access-control-allow-headers', asked],
    };
  }
}
