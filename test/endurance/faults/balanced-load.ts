import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What clients behind a load balancer saw. */
export interface BalancedReport {
  /** Prediction ids of the answers. */
  readonly answered: string[];
  /** Requests that no gateway answered well, with what the last one said. */
  readonly failed: string[];
  /** Tries on another gateway because a connection broke. */
  retried: number;
}

const ANSWER_MS = 15_000;
/** As a load balancer does: another gateway when a connection breaks, and a pause when all are gone. */
const TRIES = 40;

const post = (agent: Agent, url: URL, body: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const call = request(
      url,
      { agent, method: 'POST', headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    call.setTimeout(ANSWER_MS, () => call.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
    call.on('error', reject);
    call.end(body);
  });

const bodyOf = (number: number): string =>
  JSON.stringify({
    rows: [
      {
        distance: (number % 40) / 10 - 2,
        hour: (number % 24) / 6 - 2,
        origin: ['ATL', 'ORD', 'SEA'][number % 3],
      },
    ],
    unit: `unit-${number % 50}`,
  });

/** Steady traffic from `connections` clients over all gateways until it is stopped. */
export const startBalancedLoad = (gateways: readonly string[], connections: number) => {
  const urls = gateways.map((address) => new URL('/v1/endpoints/points/predictions', address));
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const report: BalancedReport = { answered: [], failed: [], retried: 0 };
  let running = true;
  let sent = 0;
  const ask = async (number: number): Promise<void> => {
    let last = '';
    for (let attempt = 0; attempt < TRIES; attempt++) {
      try {
        const { status, text } = await post(agent, urls[(number + attempt) % urls.length]!, bodyOf(number));
        if (status !== 200) {
          report.failed.push(`${status} ${text}`);
          return;
        }
        const { predictions } = JSON.parse(text) as { predictions: { id: string }[] };
        report.answered.push(...predictions.map(({ id }) => id));
        return;
      } catch (error) {
        last = (error as Error).message;
        report.retried += 1;
        await sleep(50);
      }
    }
    report.failed.push(last);
  };
  const sender = async () => {
    while (running) {
      await ask(sent++);
      await sleep(4);
    }
  };
  const senders = Promise.all(Array.from({ length: connections }, sender));
  return {
    report,
    stop: async (): Promise<BalancedReport> => {
      running = false;
      await senders;
      agent.destroy();
      return report;
    },
  };
};
