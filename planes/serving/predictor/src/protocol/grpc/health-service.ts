import { type ServerWritableStream, type ServiceError, status } from '@grpc/grpc-js';
import type { HealthCheckMessage } from './messages.ts';

export type HealthStatus = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
type Watcher = ServerWritableStream<HealthCheckMessage, { readonly status: HealthStatus }>;

/** The names that probes ask for; empty stands for the whole server. */
const SERVICES: ReadonlySet<string> = new Set(['', 'inference', 'inference.GRPCInferenceService']);
/** A watcher learns of a change no later; shorter costs a wake-up for nothing. */
const LOOK_EVERY_MS = 250;

/** `grpc.health.v1.Health`: serving exactly while the predictor is ready. */
export class HealthService {
  readonly #isReady: () => boolean;
  readonly #watchers = new Map<Watcher, HealthStatus>();
  #timer: NodeJS.Timeout | undefined;

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  check(
    { service }: HealthCheckMessage,
    callback: (error: Partial<ServiceError> | null, answer?: { readonly status: HealthStatus }) => void,
  ): void {
    const found = this.#statusOf(service);
    if (found !== 'SERVICE_UNKNOWN') callback(null, { status: found });
    else callback({ code: status.NOT_FOUND, details: 'There is no such service.' });
  }

  /** Sends the status at once and after each change, until the client ends it. */
  watch(watcher: Watcher): void {
    this.#tell(watcher);
    const leave = () => this.#leave(watcher);
    watcher.on('cancelled', leave);
    watcher.on('error', leave);
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Tells all watchers the status of now and ends them. */
  close(): void {
    this.#look();
    for (const watcher of [...this.#watchers.keys()]) {
      this.#leave(watcher);
      watcher.end();
    }
  }

  #statusOf(service: string): HealthStatus {
    if (!SERVICES.has(service)) return 'SERVICE_UNKNOWN';
    return this.#isReady() ? 'SERVING' : 'NOT_SERVING';
  }

  #look(): void {
    for (const watcher of this.#watchers.keys()) this.#tell(watcher);
  }

  #tell(watcher: Watcher): void {
    const now = this.#statusOf(watcher.request.service);
    if (this.#watchers.get(watcher) === now) return;
    this.#watchers.set(watcher, now);
    watcher.write({ status: now });
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
