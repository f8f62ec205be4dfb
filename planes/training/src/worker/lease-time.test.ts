import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { trainingRoutes } from '@slipway/contracts';
import { createContractClient } from '@slipway/platform';
import { beatInterval, beatTimeout, leaseUntil, provesAbsence } from './lease-time.ts';

test('a step may run for 0.8 of a lease after the last question that was answered', () => {
  assert.equal(leaseUntil(1000, 10), 9000);
});

test('a short lease makes for more heartbeats: four of them fit, and one does not wait for longer than two', () => {
  assert.equal(beatInterval(2000, 10), 2000);
  assert.equal(beatInterval(2000, 2), 400);
  assert.equal(beatTimeout(2), 800);
  assert.equal(beatTimeout(60), 10_000);
});

const errorOf = async (address: string): Promise<unknown> =>
  createContractClient(address, 'worker')
    .call(trainingRoutes.listJobs, {}, { timeoutMs: 300 })
    .then(
      () => assert.fail('it answered'),
      (error: unknown) => error,
    );

test('a refused connection on this machine proves that no job server runs; silence and broken connections do not', async (t) => {
  const server = createServer((socket) => {
    if (answer === 'break') socket.destroy();
  });
  let answer: 'break' | 'silence' = 'break';
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const address = `http://127.0.0.1:${port}`;
  assert.equal(provesAbsence(await errorOf(address)), false);
  answer = 'silence';
  assert.equal(provesAbsence(await errorOf(address)), false);
  server.close();
  assert.equal(provesAbsence(await errorOf(address)), true);
  assert.equal(provesAbsence(await errorOf(`http://localhost:${port}`)), true);
});

test('what another machine refuses proves nothing: something between may have answered', () => {
  const refused = (address: string) =>
    new Error('fetch failed', {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect', address }),
    });
  assert.equal(provesAbsence(refused('10.0.0.7')), false);
  assert.equal(provesAbsence(refused('127.0.0.1')), true);
  assert.equal(provesAbsence(new Error('other')), false);
});
