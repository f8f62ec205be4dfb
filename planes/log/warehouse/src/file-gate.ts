/**
 * Lets readers of the log files and the one who replaces files take turns: a reader never sees a row in an old and in a new file,
 * and no file goes away under it. Readers do not wait for each other, and for a replacement only while its files change names.
 */
export class FileGate {
  #readers = 0;
  #replacing: Promise<unknown> | null = null;

  async reading<T>(work: () => Promise<T>): Promise<T> {
    while (this.#replacing) await this.#replacing.catch(() => undefined);
    this.#readers += 1;
    try {
      return await work();
    } finally {
      this.#readers -= 1;
    }
  }

  /** Runs `work` when nobody reads; false when somebody does. */
  async replacing(work: () => Promise<void>): Promise<boolean> {
    if (this.#readers > 0 || this.#replacing) return false;
    this.#replacing = work();
    try {
      await this.#replacing;
      return true;
    } finally {
      this.#replacing = null;
    }
  }
}
