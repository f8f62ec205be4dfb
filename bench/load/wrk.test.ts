import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLoad } from './wrk.ts';

const printed = (change: object = {}) =>
  `Running 4s test\n  2000 requests in 4.00s\n\n${JSON.stringify({
    requests: 2000,
    duration: 4_000_000,
    p50: 1500,
    p99: 4250,
    p999: 6000,
    max: 9000,
    connect: 0,
    read: 0,
    write: 0,
    status: 0,
    timeout: 0,
    ...change,
  })}\n`;

describe('what wrk printed', () => {
  it('is read from its last line', () => {
    assert.deepEqual(parseLoad(printed()), {
      requests: 2000,
      seconds: 4,
      requestsPerSecond: 500,
      p50Ms: 1.5,
      p99Ms: 4.25,
      p999Ms: 6,
      maxMs: 9,
    });
  });

  it('is refused when requests failed', () => {
    assert.throws(() => parseLoad(printed({ status: 3, timeout: 1 })), /status: 3, timeout: 1/);
  });
});
