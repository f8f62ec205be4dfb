import { type DatabaseConnection, type Dialect, type Driver, PGliteDialect } from 'kysely';

type Options = ConstructorParameters<typeof PGliteDialect>[0];

/** Hands out one at a time, in order. */
class Turnstile {
  #last: Promise<void> = Promise.resolve();

  async enter(): Promise<() => void> {
    const previous = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await previous;
    return resolve;
  }
}

/**
 * Kysely's PGlite driver gives the same connection to everybody at once, so a query of one caller would run inside the open
 * transaction of another, and two transactions would overwrite each other. PGlite is one connection: callers take turns.
 */
class TurnTakingDriver implements Driver {
  readonly #driver: Driver;
  readonly #turnstile = new Turnstile();
  #leave: (() => void) | null = null;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  init(): Promise<void> {
    return this.#driver.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const leave = await this.#turnstile.enter();
    this.#leave = leave;
    return this.#driver.acquireConnection();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.#driver.releaseConnection(connection);
    this.#leave?.();
  }

  beginTransaction(...args: Parameters<Driver['beginTransaction']>): Promise<void> {
    return this.#driver.beginTransaction(...args);
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#driver.commitTransaction(connection);
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#driver.rollbackTransaction(connection);
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }
}

/** Kysely on PGlite, one caller at a time. */
export const createPgliteDialect = (options: Options): Dialect => {
  const inner = new PGliteDialect(options);
  return {
    createAdapter: () => inner.createAdapter(),
    createDriver: () => new TurnTakingDriver(inner.createDriver()),
    createIntrospector: (db) => inner.createIntrospector(db),
    createQueryCompiler: () => inner.createQueryCompiler(),
  };
};
