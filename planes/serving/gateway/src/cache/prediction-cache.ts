import type { Tensor } from '@slipway/inference/rows';

export interface PredictionCacheOptions {
  /** Answers that are kept; default 10,000. */
  readonly entries?: number;
  /** Bytes that they may take together; default 32 MiB. */
  readonly bytes?: number;
}

/** Counts since the start, and what is kept now. */
export interface PredictionCacheStatistics {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  readonly entries: number;
  readonly bytes: number;
}

interface Entry {
  readonly outputs: readonly Tensor[];
  readonly storedAt: number;
  readonly bytes: number;
}

/** What an entry costs besides its elements, about. */
const ENTRY_BYTES = 300;
const TENSOR_BYTES = 200;
/** An answer larger than this share of the room would push out too many others. */
const LARGEST_SHARE = 1 / 16;

const bytesOf = (outputs: readonly Tensor[]): number => {
  let bytes = ENTRY_BYTES;
  for (const { data } of outputs) {
    bytes += TENSOR_BYTES;
    if (Array.isArray(data)) for (const text of data) bytes += 2 * text.length + 16;
    else bytes += data.byteLength;
  }
  return bytes;
};

/** Parts of a joined answer share memory: kept as they are, one row would hold all of them. */
const ownCopy = (tensor: Tensor): Tensor => ({ ...tensor, data: tensor.data.slice() });

/**
 * Answers of predictors by `inputKey`, the least recently used leave first. Only for what a predictor answered: errors,
 * fixed answers and fallbacks never belong here. Times are of any one clock, ms.
 */
export class PredictionCache {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  constructor({ entries = 10_000, bytes = 32 * 1024 * 1024 }: PredictionCacheOptions = {}) {
    this.#maxEntries = entries;
    this.#maxBytes = bytes;
  }

  /** The outputs, if they are not older than `seconds`; null when there are none. They must not be changed. */
  get(key: string, seconds: number, now: number): readonly Tensor[] | null {
    const entry = this.#entries.get(key);
    if (entry && now - entry.storedAt < seconds * 1000) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      this.#hits += 1;
      return entry.outputs;
    }
    if (entry) this.#remove(key, entry);
    this.#misses += 1;
    return null;
  }

  set(key: string, outputs: readonly Tensor[], now: number): void {
    const bytes = bytesOf(outputs);
    if (bytes > this.#maxBytes * LARGEST_SHARE) return;
    const before = this.#entries.get(key);
    if (before) this.#remove(key, before);
    this.#entries.set(key, { outputs: outputs.map(ownCopy), storedAt: now, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) break;
      this.#remove(oldest, entry);
      this.#evictions += 1;
    }
  }

  statistics(): PredictionCacheStatistics {
    return {
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      entries: this.#entries.size,
      bytes: this.#bytes,
    };
  }

  #remove(key: string, { bytes }: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= bytes;
  }
}
