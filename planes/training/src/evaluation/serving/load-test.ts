import { Agent, request as startRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadTest, LoadTestPlan } from '@slipway/contracts';
import { quantile, seededRandom } from '@slipway/statistics';
import { describeMachine } from './machine.ts';

/** More wait for a connection, as they would in a client's pool; their latency counts on. */
const CONNECTIONS = 64;
/** After the last request is due, the rest has this long to be answered. */
const DRAIN_MS = 5000;
/** Timers come up to this late; the rest is waited out turn by turn of the event loop. */
const TIMER_MS = 2;
/** Code is compiled and connections are opened before anything is measured. */
const WARM_UP_REQUESTS = 50;
const REASON_CHARACTERS = 300;

export interface LoadTestOptions {
  readonly plan: LoadTestPlan;
  /** Where requests are posted. */
  readonly url: string;
  /** Bodies of requests; sent in turn. */
  readonly bodies: readonly string[];
  readonly seed: number;
  /** Default 5,000. */
  readonly drainMs?: number;
}

/** Null: answered with 200; otherwise why not. */
type Outcome = string | null;

/**
 * Posts requests at the times of a Poisson process, answered or not. A latency begins when its request was due. What is not
 * answered at the end is an error, and its age counts as its latency: to leave it out would flatter the server.
 */
export const runLoadTest = async (options: LoadTestOptions): Promise<LoadTest> => {
  const { plan, url, bodies, seed, drainMs = DRAIN_MS } = options;
  const machine = describeMachine();
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const sender = new Sender(
    new URL(url),
    bodies.map((body) => Buffer.from(body)),
    agent,
  );
  try {
    for (let i = 0; i < WARM_UP_REQUESTS; i++) await sender.send(i);
    const due = dueTimes(plan, seed);
    const ended = new Float64Array(due.length).fill(Number.NaN);
    let answered = 0;
    let open = 0;
    let lastAnswer = 0;
    let sentLateMs = 0;
    let firstError: string | undefined;
    const begun = performance.now();
    const settle = (index: number, outcome: Outcome) => {
      open--;
      ended[index] = performance.now() - begun;
      if (outcome === null) {
        answered++;
        lastAnswer = ended[index]!;
      } else firstError ??= outcome;
    };
    for (const [index, at] of due.entries()) {
      await until(begun + at);
      sentLateMs = Math.max(sentLateMs, performance.now() - begun - at);
      open++;
      void sender.send(index).then((outcome) => settle(index, outcome));
    }
    const deadline = performance.now() + drainMs;
    while (open > 0 && performance.now() < deadline) await pause(1);
    const end = performance.now() - begun;
    const unanswered = open;
    if (unanswered > 0) firstError ??= `not answered within ${drainMs} ms after the last request was due`;
    const latencies = due.map((at, index) => (Number.isNaN(ended[index]!) ? end : ended[index]!) - at).sort();
    const at = (q: number) => rounded(quantile(latencies, q));
    return {
      ...plan,
      requests: due.length,
      errors: due.length - answered,
      ...(firstError === undefined ? {} : { firstError }),
      answeredPerSecond: answered === 0 ? 0 : rounded((answered / (lastAnswer - due[0]!)) * 1000)!,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      p999Ms: at(0.999),
      maxMs: at(1),
      sentLateMs: rounded(sentLateMs)!,
      machine,
    };
  } finally {
    agent.destroy();
  }
};

/** Ascending, ms from the begin: exponential gaps with the plan's mean, and at least one request. */
export const dueTimes = (
  { requestsPerSecond, seconds }: Pick<LoadTestPlan, 'requestsPerSecond' | 'seconds'>,
  seed: number,
): Float64Array => {
  const random = seededRandom(seed);
  const times: number[] = [];
  for (let at = 0; at < seconds * 1000; at += (-Math.log(1 - random()) * 1000) / requestsPerSecond)
    times.push(at);
  return Float64Array.from(times);
};

const until = async (time: number): Promise<void> => {
  for (let left = time - performance.now(); left > 0; left = time - performance.now()) {
    if (left > TIMER_MS) await pause(left - TIMER_MS);
    else await new Promise((resolve) => setImmediate(resolve));
  }
};

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 1000) / 1000;

class Sender {
  readonly #url: URL;
  readonly #bodies: readonly Buffer[];
  readonly #agent: Agent;

  constructor(url: URL, bodies: readonly Buffer[], agent: Agent) {
    this.#url = url;
    this.#bodies = bodies;
    this.#agent = agent;
  }

  /** Posts the body whose turn it is. Never rejects. */
  send(index: number): Promise<Outcome> {
    const body = this.#bodies[index % this.#bodies.length]!;
    return new Promise((resolve) => {
      const request = startRequest(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'application/json', 'content-length': body.length },
        },
        (response) => {
          let text = '';
          const failed = response.statusCode !== 200;
          response.setEncoding('latin1');
          response.on('data', (part: string) => {
            if (failed && text.length < REASON_CHARACTERS) text += part;
          });
          response.on('end', () =>
            resolve(failed ? `${response.statusCode} ${text}`.slice(0, REASON_CHARACTERS) : null),
          );
          response.on('error', (error) => resolve(error.message));
        },
      );
      request.on('error', (error) => resolve(error.message));
      request.end(body);
    });
  }
}
