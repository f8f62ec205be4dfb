/** A value, or what is to become one. */
export type Awaitable<T> = T | Future<T> | Promise<T>;

type Reader<T, U> = (value: T) => Awaitable<U>;
type ErrorReader<U> = (error: unknown) => Awaitable<U>;
type State = 'open' | 'settled' | 'failed';

/**
 * What will be known later, to one reader, who goes on in the very call that settles it. With promises each step of a request
 * waits for the same step of all others that were answered together, by when the processor has forgotten it; here each goes its
 * whole way at once. Made for the way of a prediction; everywhere else a promise is the right thing. It can be awaited.
 */
export class Future<T> implements PromiseLike<T> {
  #state: State = 'open';
  /** The value or the error. */
  #result: unknown;
  #read: ((value: never) => unknown) | null = null;
  #readError: ((error: unknown) => unknown) | null = null;
  /** Gets what the reader gives; null: nobody is left who would. */
  #next: Future<unknown> | null = null;
  #taken = false;

  static of<T>(value: Awaitable<T>): Future<T> {
    if (value instanceof Future) return value as Future<T>;
    const future = new Future<T>();
    future.settle(value);
    return future;
  }

  static failed<T = never>(error: unknown): Future<T> {
    const future = new Future<T>();
    future.fail(error);
    return future;
  }

  /** What a call gives or throws, now or later. */
  static try<T>(call: () => Awaitable<T>): Future<T> {
    try {
      return Future.of(call());
    } catch (thrown) {
      return Future.failed(thrown);
    }
  }

  /** The values in the order given, when all are over; fails with the first in that order that failed. */
  static all<T>(futures: readonly Future<T>[]): Future<readonly T[]> {
    const whole = new Future<readonly T[]>();
    const values: T[] = [];
    const failures = new Map<number, unknown>();
    let open = futures.length;
    const over = () => {
      if (--open > 0) return;
      const first = Math.min(...failures.keys());
      if (failures.size > 0) whole.fail(failures.get(first));
      else whole.settle(values);
    };
    if (open === 0) whole.settle(values);
    for (const [at, future] of futures.entries())
      future.end(
        (value) => {
          values[at] = value;
          over();
        },
        (error) => {
          failures.set(at, error);
          over();
        },
      );
    return whole;
  }

  /** Once; what is itself to come is waited for. */
  settle(value: Awaitable<T>): void {
    if (value instanceof Future) value.#hand(null, null, this);
    else if (value instanceof Promise)
      value.then(
        (later) => this.#over('settled', later),
        (error) => this.fail(error),
      );
    else this.#over('settled', value);
  }

  /** In place of `settle`. */
  fail(error: unknown): void {
    this.#over('failed', error);
  }

  /** As of a promise, but the reader goes on at once: before this returns when it has settled already. */
  // biome-ignore lint/suspicious/noThenProperty: it is meant to be awaited
  then<U = T, V = never>(read?: Reader<T, U> | null, readError?: ErrorReader<V> | null): Future<U | V> {
    const next = new Future<U | V>();
    this.#hand(read ?? null, readError ?? null, next);
    return next;
  }

  catch<V>(readError: ErrorReader<V>): Future<T | V> {
    return this.then(null, readError);
  }

  /** The last step. Neither of the two may throw: nobody is left who could be told. */
  end(read: (value: T) => void, readError: (error: unknown) => void): void {
    this.#hand(read, readError, null);
  }

  #hand(read: Reader<T, unknown> | null, readError: ErrorReader<unknown> | null, next: unknown): void {
    if (this.#taken) throw new Error('a future has one reader');
    this.#taken = true;
    this.#read = read;
    this.#readError = readError;
    this.#next = next as Future<unknown> | null;
    if (this.#state !== 'open') this.#tell();
  }

  #over(state: State, result: unknown): void {
    this.#state = state;
    this.#result = result;
    if (this.#taken) this.#tell();
  }

  #tell(): void {
    const next = this.#next;
    const read = this.#state === 'failed' ? this.#readError : this.#read;
    if (!next) read?.(this.#result as never);
    else if (!read) next.#over(this.#state, this.#result);
    else {
      let value: unknown;
      try {
        value = read(this.#result as never);
      } catch (thrown) {
        next.#over('failed', thrown);
        return;
      }
      next.settle(value);
    }
  }
}
