import type { Predictor } from '../resilience/predictor.ts';
import type { PredictorRegister } from '../resilience/predictor-register.ts';
import type { ServedRoute } from './served-route.ts';

/** The registers of predictors: those that answer, and those that are asked for shadows, over connections of their own. */
export interface Registers {
  readonly live: PredictorRegister;
  readonly shadow: PredictorRegister;
}

interface Held {
  readonly predictor: Predictor;
  readonly register: PredictorRegister;
}

/**
 * The routes of one routing document. Requests that began under it keep its predictors alive, also after the next document
 * has taken its place.
 */
export class RouteTable {
  readonly routes: ReadonlyMap<string, ServedRoute>;
  readonly #held: readonly Held[];
  #answering = 0;
  #copying = 0;
  #retired = false;
  #onQuiet: (() => void) | null = null;

  /** @param routes with predictors that are held for this table */
  constructor(routes: readonly ServedRoute[], { live, shadow }: Registers) {
    this.routes = new Map(routes.map((route) => [route.endpoint, route]));
    const variants = routes.flatMap((route) => [...route.variants.values()]);
    this.#held = variants.flatMap(({ predictors, shadowPredictors }) => [
      ...predictors.map((predictor) => ({ predictor, register: live })),
      ...shadowPredictors.map((predictor) => ({ predictor, register: shadow })),
    ]);
  }

  /** A request begins; call `leave` when it is answered. */
  enter(): void {
    this.#answering += 1;
  }

  leave(): void {
    this.#answering -= 1;
    if (this.#answering === 0) this.#onQuiet?.();
    this.#releaseWhenIdle();
  }

  /** Copies for shadows begin, and end with `endCopies`: nobody waits for them, but they need the predictors. */
  beginCopies(): void {
    this.#copying += 1;
  }

  endCopies(): void {
    this.#copying -= 1;
    this.#releaseWhenIdle();
  }

  /** Resolves when the requests that began here are answered, or after that time. Only for a table where none begins any more. */
  async quiet(milliseconds: number): Promise<void> {
    if (this.#answering === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#onQuiet = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** No request begins here any more. */
  retire(): void {
    this.#retired = true;
    this.#releaseWhenIdle();
  }

  #releaseWhenIdle(): void {
    if (!this.#retired || this.#answering + this.#copying > 0) return;
    for (const { predictor, register } of this.#held) register.release(predictor);
  }
}
