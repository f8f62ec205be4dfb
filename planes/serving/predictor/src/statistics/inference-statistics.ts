import type { ModelStatistics } from '@slipway/contracts';
import { LatencyHistogram } from '@slipway/platform';
import { DurationCount, type DurationTotals } from './duration-count.ts';

/** Where the time of one answered request went, ms. */
export interface RequestTimes {
  /** From its body to its answer. */
  readonly totalMs: number;
  readonly queueMs: number;
  /** Reading the tensors. */
  readonly inputMs: number;
  /** In runs of the model. */
  readonly inferenceMs: number;
  /** Writing the answer. */
  readonly outputMs: number;
}

/** What is counted, in the names of the extension. */
export type StatisticsSnapshot = Omit<ModelStatistics, 'name' | 'version'>;

/** Different sizes of runs that are told apart. More only with odd settings; memory must not grow with what clients send. */
const MAX_SIZES = 1024;
const NOTHING: DurationTotals = { count: 0, ns: 0 };

/**
 * Counters of one loaded model since it was loaded. The doors count requests, the batcher counts runs; a request costs some
 * additions, and everything else happens when somebody reads them.
 */
export class InferenceStatistics {
  readonly success = new DurationCount();
  readonly fail = new DurationCount();
  readonly queue = new DurationCount();
  readonly computeInput = new DurationCount();
  readonly computeInfer = new DurationCount();
  readonly computeOutput = new DurationCount();
  /** Of answered requests. */
  readonly latency = new LatencyHistogram();
  readonly #sizes = new Map<number, DurationCount>();
  #rows = 0;
  #executions = 0;
  #lastInferenceMs = 0;

  get rows(): number {
    return this.#rows;
  }

  get executions(): number {
    return this.#executions;
  }

  /** A request of so many rows was answered. */
  succeeded(rows: number, { totalMs, queueMs, inputMs, inferenceMs, outputMs }: RequestTimes): void {
    this.success.add(totalMs);
    this.queue.add(queueMs);
    this.computeInput.add(inputMs);
    this.computeInfer.add(inferenceMs);
    this.computeOutput.add(outputMs);
    this.latency.observe(totalMs);
    this.#rows += rows;
    this.#lastInferenceMs = Date.now();
  }

  /** A request was refused, or went wrong. */
  failed(totalMs: number): void {
    this.fail.add(totalMs);
  }

  /** The model ran once for so many rows of one or several requests. */
  ran(rows: number, milliseconds: number): void {
    this.#executions += 1;
    let size = this.#sizes.get(rows);
    if (size === undefined) {
      if (this.#sizes.size >= MAX_SIZES) return;
      size = new DurationCount();
      this.#sizes.set(rows, size);
    }
    size.add(milliseconds);
  }

  snapshot(): StatisticsSnapshot {
    const sizes = [...this.#sizes].sort(([left], [right]) => left - right);
    return {
      last_inference: this.#lastInferenceMs,
      inference_count: this.#rows,
      execution_count: this.#executions,
      inference_stats: {
        success: this.success.totals,
        fail: this.fail.totals,
        queue: this.queue.totals,
        compute_input: this.computeInput.totals,
        compute_infer: this.computeInfer.totals,
        compute_output: this.computeOutput.totals,
        cache_hit: NOTHING,
        cache_miss: NOTHING,
      },
      batch_stats: sizes.map(([batch_size, { totals }]) => ({ batch_size, compute_infer: totals })),
    };
  }
}
