import { type InstanceOptions, type OpenInstance, openInstance } from './instance.ts';
import type { Session } from './session.ts';

/** A closed instance gives back some 50 to 300 MB that an open, idle one keeps; opening one takes 15 ms. */
const IDLE_MS = 10_000;

/**
 * The trusted DuckDB: it runs only statements of this package, never a user's. It opens at first use and closes when
 * nobody has used it for ten seconds.
 */
export class Engine {
  readonly #options: InstanceOptions;
  #instance: Promise<OpenInstance> | undefined;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: InstanceOptions) {
    this.#options = options;
  }

  /** Runs work on a connection of its own. */
  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#users++;
    try {
      const session = await (await this.#open()).connect();
      try {
        return await work(session);
      } finally {
        session.close();
      }
    } finally {
      this.#users--;
      if (this.#users === 0) this.#idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }

  /** Gives the memory back, unless someone is at work; the next use opens it again. Idempotent. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const opened = this.#instance;
    if (!opened) return;
    const instance = await opened;
    if (this.#users > 0 || this.#instance !== opened) return;
    this.#instance = undefined;
    instance.close();
  }

  #open(): Promise<OpenInstance> {
    this.#instance ??= openInstance(this.#options).catch((error: unknown) => {
      this.#instance = undefined;
      throw error;
    });
    return this.#instance;
  }
}
