import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InferenceStatistics } from './inference-statistics.ts';

const times = { totalMs: 10, queueMs: 1, inputMs: 2, inferenceMs: 3, outputMs: 4 };

describe('inference statistics', () => {
  it('begin with nothing', () => {
    const { last_inference, inference_count, execution_count, batch_stats } =
      new InferenceStatistics().snapshot();
    assert.deepEqual([last_inference, inference_count, execution_count, batch_stats], [0, 0, 0, []]);
  });

  it('add up requests, their rows and their times in nanoseconds', () => {
    const statistics = new InferenceStatistics();
    statistics.succeeded(1, times);
    statistics.succeeded(128, { ...times, totalMs: 0.0005 });
    statistics.failed(5);
    const { inference_stats: stats, inference_count, last_inference } = statistics.snapshot();
    assert.equal(inference_count, 129);
    assert.ok(Math.abs(Date.now() - last_inference) < 5000);
    assert.deepEqual(stats, {
      success: { count: 2, ns: 10_000_500 },
      fail: { count: 1, ns: 5_000_000 },
      queue: { count: 2, ns: 2_000_000 },
      compute_input: { count: 2, ns: 4_000_000 },
      compute_infer: { count: 2, ns: 6_000_000 },
      compute_output: { count: 2, ns: 8_000_000 },
      cache_hit: { count: 0, ns: 0 },
      cache_miss: { count: 0, ns: 0 },
    });
  });

  it('tell runs apart by their rows, up to a bound', () => {
    const statistics = new InferenceStatistics();
    for (const rows of [8, 1, 8]) statistics.ran(rows, 2);
    assert.deepEqual(statistics.snapshot().batch_stats, [
      { batch_size: 1, compute_infer: { count: 1, ns: 2_000_000 } },
      { batch_size: 8, compute_infer: { count: 2, ns: 4_000_000 } },
    ]);
    for (let rows = 1; rows <= 5000; rows++) statistics.ran(rows, 1);
    const { execution_count, batch_stats } = statistics.snapshot();
    assert.deepEqual([execution_count, batch_stats.length], [5003, 1024]);
  });

  it('count latencies by size', () => {
    const statistics = new InferenceStatistics();
    for (const totalMs of [0.1, 0.5, 3, 60_000]) statistics.succeeded(1, { ...times, totalMs });
    const { cumulative, sum } = statistics.latency;
    assert.deepEqual(
      cumulative
        .filter(({ le }) => [0.0005, 0.005, 5, Number.POSITIVE_INFINITY].includes(le))
        .map(({ count }) => count),
      [2, 3, 3, 4],
    );
    assert.ok(Math.abs(sum - 60.0036) < 1e-9);
  });
});
