import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointGates } from '../data-plane/endpoint-gates.ts';
import type { ServedRoute } from '../routing/served-route.ts';

const route = (concurrency: number | null): ServedRoute =>
  ({ endpoint: 'flights', parameters: { concurrency, timeoutMs: 1000, retryBudget: 0.2 } }) as ServedRoute;

test('limits, shedding, further tries and the cache can be read, over changes of the routing', () => {
  const gates = new EndpointGates();
  const gate = gates.of(route(1));
  const leave = gate.admission.enter('normal');
  assert.throws(() => gate.admission.enter('low'), { code: 'OVERLOADED' });
  gate.budgetOf('v1').noteRequest(0);
  gate.budgetOf('v1').take('retry', 0);
  gate.cache.get('k', 1, 0);
  assert.equal(gates.of(route(5)), gate);
  leave();
  assert.deepEqual(gates.statistics(), {
    endpoints: [
      {
        endpoint: 'flights',
        limit: 5,
        inFlight: 0,
        shed: { high: 0, normal: 0, low: 1 },
        variants: [{ variant: 'v1', requests: 1, retries: 1, hedges: 0, refused: 0 }],
      },
    ],
    cache: { hits: 0, misses: 1, evictions: 0, entries: 0, bytes: 0 },
  });
});
