import { type Identity, type Route, SlipwayError } from '@slipway/contracts';
import type { Authenticate } from '../access/token-file.ts';

/** The identity behind a request if its role may call the route; null on public routes. Throws UNAUTHENTICATED, FORBIDDEN. */
export const authorize = (
  route: Pick<Route, 'roles'>,
  authorization: string | undefined,
  authenticate: Authenticate,
): Identity | null => {
  if (route.roles === 'public') return null;
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  const identity = token === undefined ? null : authenticate(token);
  if (identity === null) throw new SlipwayError('UNAUTHENTICATED');
  if (!route.roles.includes(identity.role)) {
    throw new SlipwayError('FORBIDDEN', { role: identity.role, roles: route.roles.join(', ') });
  }
  return identity;
};
