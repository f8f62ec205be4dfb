import { Agent, request } from 'node:http';

export interface LoadReport {
  /** Ids of the predictions that were answered. */
  readonly answered: string[];
  /** What went wrong, one text per failed request. */
  readonly failed: string[];
}

const send = (agent: Agent, url: URL, body: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
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
    call.setTimeout(10_000, () => call.destroy(new Error('no answer within 10 s')));
    call.on('error', reject);
    call.end(body);
  });

/** Sends predictions at a steady pace from a few connections until it is stopped. Connection errors count as failures. */
export const startLoad = (
  gateway: string,
  options: { connections?: number; pauseMs?: number; endpoint?: string } = {},
) => {
  const { connections = 4, pauseMs = 15, endpoint = 'points' } = options;
  const url = new URL(`/v1/endpoints/${endpoint}/predictions`, gateway);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const report: LoadReport = { answered: [], failed: [] };
  let running = true;
  let sent = 0;
  const sender = async () => {
    while (running) {
      const number = sent++;
      const body = JSON.stringify({
        rows: [
          {
            distance: (number % 40) / 10 - 2,
            hour: (number % 24) / 6 - 2,
            origin: ['ATL', 'ORD', 'SEA'][number % 3],
          },
        ],
        unit: `unit-${number % 50}`,
      });
      try {
        const { status, text } = await send(agent, url, body);
        if (status === 200)
          report.answered.push(
            (JSON.parse(text) as { predictions: { id: string }[] }).predictions[0]?.id ?? '',
          );
        else report.failed.push(`${status} ${text}`);
      } catch (error) {
        report.failed.push((error as Error).message);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  const senders = Promise.all(Array.from({ length: connections }, sender));
  return {
    report,
    stop: async (): Promise<LoadReport> => {
      running = false;
      await senders;
      agent.destroy();
      return report;
    },
  };
};
