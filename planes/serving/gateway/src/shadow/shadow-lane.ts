/** Copies under way to one shadow at once. They travel together as live requests do, so that this is far less in connections. */
const CONCURRENCY = 64;
/** Copies that wait for one shadow; beyond them they are dropped: a shadow that is slower than the traffic must not fill the memory. */
const WAITING = 1024;

/** Work for a shadow; it never throws. */
export interface ShadowWork {
  /** Bytes of the request that it holds in memory. */
  readonly size: number;
  run(): Promise<void>;
  /** It will not be run. */
  drop(): void;
}

/** Room that the lanes of a gateway share. */
export interface ShadowRoom {
  /** Bytes of requests that may still be held. */
  free: number;
}

/** The copies for one shadow, in their order: bounded in number and in size, and never waited for by anybody. */
export class ShadowLane {
  readonly #room: ShadowRoom;
  readonly #waiting: ShadowWork[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(room: ShadowRoom) {
    this.#room = room;
  }

  get idle(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  /** Runs it now or later, or drops it. */
  take(work: ShadowWork): void {
    if (this.#waiting.length >= WAITING || work.size > this.#room.free) {
      work.drop();
      return;
    }
    this.#room.free -= work.size;
    if (this.#running.size < CONCURRENCY) this.#start(work);
    else this.#waiting.push(work);
  }

  /** Drops what waits, and resolves when the rest is done. */
  async close(): Promise<void> {
    for (const work of this.#waiting.splice(0)) {
      this.#room.free += work.size;
      work.drop();
    }
    await Promise.all(this.#running);
  }

  #start(work: ShadowWork): void {
    const running = work.run().finally(() => {
      this.#room.free += work.size;
      this.#running.delete(running);
      const next = this.#waiting.shift();
      if (next) this.#start(next);
    });
    this.#running.add(running);
  }
}
