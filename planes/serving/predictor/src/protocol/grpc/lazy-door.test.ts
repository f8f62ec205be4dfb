import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { runPredictor } from '../../fixtures/running-predictor.ts';

/** Files of gRPC that are in memory; this test must not import any itself. */
const loaded = (): string[] =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => /@grpc|protobufjs/.test(path));

describe('a predictor without a port for gRPC', () => {
  it('has no such door, and nothing of it in memory', async (t) => {
    const { predictor, ask, end } = await runPredictor();
    t.after(end);
    await predictor.settled();
    assert.equal(predictor.grpcAddress, undefined);
    assert.equal((await ask('GET', '/health/ready')).json.grpcAddress, undefined);
    assert.deepEqual(loaded(), []);
  });

  it('loads it with the port, and tells where the door is', async (t) => {
    const server = { host: '127.0.0.1', port: 0, bodyLimit: 1000, name: 'slipway', grpcPort: 0 };
    const { predictor, ask, end } = await runPredictor({}, () => ({ server }));
    t.after(end);
    await predictor.settled();
    assert.match(predictor.grpcAddress!, /^127\.0\.0\.1:[1-9]\d*$/);
    assert.equal((await ask('GET', '/health/ready')).json.grpcAddress, predictor.grpcAddress);
    assert.ok(loaded().length > 0);
  });
});
