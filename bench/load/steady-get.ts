import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const ask = (agent: Agent, url: string, headers: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${response.statusCode}`)),
      );
    }).on('error', reject);
  });

/** Asks once after each pause until the time is over, and says how long the answers took. Throws unless all are 200. */
export const getSteadily = async (
  url: string,
  {
    seconds,
    pauseMs,
    headers = {},
  }: {
    readonly seconds: number;
    readonly pauseMs: number;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<Latencies> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const latencies: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const begun = performance.now();
    await ask(agent, url, headers);
    latencies.push(performance.now() - begun);
    await sleep(pauseMs);
  }
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))]!;
  return {
    count: latencies.length,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
    maxMs: latencies.at(-1)!,
  };
};
