import type { IncomingHttpHeaders } from 'node:http';
import { PEOPLE, type Role, SlipwayError } from '@slipway/contracts';
import type { Authenticate } from '@slipway/platform';
import type { StepScope, StepTokens } from './step-tokens.ts';

/** Who asks, and what of the tracking API is open to them. */
export interface TrackingCaller {
  readonly subject: string;
  readonly mayWrite: boolean;
  /** The step that the caller is; it changes what it has made itself, and nothing else. Null: a person. */
  readonly step: StepScope | null;
}

export interface CallerOptions {
  readonly authenticate: Authenticate;
  readonly tokens: StepTokens;
  /** Requests without a token are taken too, from this machine. */
  readonly open: boolean;
}

const WRITERS: readonly Role[] = ['author'];

/** The token of `Bearer <token>`, or the password of `Basic`: clients put what is in the address there. */
const tokenOf = (authorization: string | undefined): string | null => {
  const [, scheme = '', value = ''] = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (value === '') return null;
  if (scheme.toLowerCase() === 'bearer') return value;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const password = pair.slice(pair.indexOf(':') + 1);
  return pair.includes(':') && password !== '' ? password : null;
};

/** Throws UNAUTHENTICATED, FORBIDDEN, ORIGIN_REFUSED. */
export const trackingCaller = async (
  headers: IncomingHttpHeaders,
  { authenticate, tokens, open }: CallerOptions,
): Promise<TrackingCaller> => {
  const token = tokenOf(headers.authorization);
  if (token === null) {
    if (!open || headers.authorization !== undefined) throw new SlipwayError('UNAUTHENTICATED');
    assertNoWebPage(headers);
    return { subject: 'author', mayWrite: true, step: null };
  }
  const identity = authenticate(token);
  if (identity !== null) {
    const { role, subject } = identity;
    if (!(PEOPLE as readonly Role[]).includes(role))
      throw new SlipwayError('FORBIDDEN', { role, roles: PEOPLE.join(', ') });
    return { subject, mayWrite: WRITERS.includes(role), step: null };
  }
  const step = await tokens.scopeOf(token);
  if (step === null) throw new SlipwayError('UNAUTHENTICATED');
  return { subject: step.author, mayWrite: true, step };
};

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(:\d+)?$/;

/**
 * Without a token these headers are all that tells a web page from a program of this machine. A page whose name was made to
 * lead here sends no origin when it reads, but its own name as the host.
 */
const assertNoWebPage = ({ origin, host = '', ...headers }: IncomingHttpHeaders): void => {
  if (origin === undefined && headers['sec-fetch-site'] === undefined && LOOPBACK.test(host)) return;
  throw new SlipwayError('ORIGIN_REFUSED', { origin: origin ?? host });
};

/** Throws FORBIDDEN for a caller who may only read. */
export const assertMayWrite = ({ subject, mayWrite }: TrackingCaller): void => {
  if (!mayWrite) throw new SlipwayError('FORBIDDEN', { role: subject, roles: WRITERS.join(', ') });
};

/** Throws FORBIDDEN for a step that would change what belongs to somebody else. */
export const assertOwn = ({ step }: TrackingCaller, ownerRun: string | null): void => {
  if (step === null || ownerRun === step.run) return;
  throw new SlipwayError('FORBIDDEN', {
    role: `step ${step.step} of ${step.run}`,
    roles: WRITERS.join(', '),
  });
};
