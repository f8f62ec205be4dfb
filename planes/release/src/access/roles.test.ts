import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROLES, type Route, releaseRoutes } from '@slipway/contracts';
import { usePlanes } from '../fixtures/running-plane.ts';

const startPlane = usePlanes();
const routes: readonly Route[] = Object.values(releaseRoutes);

const call = async (address: string, route: Route, token?: string) => {
  const path = route.path.replaceAll(/:\w+/g, '1');
  const response = await fetch(address + path, {
    method: route.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(route.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(route.body ? { body: '{}' } : {}),
  });
  return { status: response.status, body: (await response.json()) as { code?: string } };
};

test('every route of the contract is served, and asks for a token', async (t) => {
  const { address } = await startPlane(t);
  for (const route of routes) {
    const { status, body } = await call(address, route);
    assert.deepEqual([status, body.code], [401, 'UNAUTHENTICATED'], route.id);
  }
});

test('every route refuses every role that it does not name', async (t) => {
  const { address } = await startPlane(t);
  let refused = 0;
  for (const route of routes) {
    for (const role of ROLES) {
      const { status, body } = await call(address, route, role);
      if (route.roles !== 'public' && !route.roles.includes(role)) {
        assert.deepEqual([status, body.code], [403, 'FORBIDDEN'], `${role} ${route.id}`);
        refused++;
      } else {
        assert.ok(![401, 403, 500].includes(status), `${role} ${route.id}: ${status} ${body.code}`);
      }
    }
  }
  assert.ok(refused > 100);
});

test('a token tells whose it is', async (t) => {
  const plane = await startPlane(t);
  const identity = await plane.as('grace').call(releaseRoutes.whoAmI, {});
  assert.deepEqual(identity, { subject: 'grace', name: 'grace', role: 'reviewer', unattended: false });
});
