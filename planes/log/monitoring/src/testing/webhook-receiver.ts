import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WebhookReceiver {
  readonly url: string;
  /** Bodies in the order of their arrival. */
  readonly bodies: Record<string, unknown>[];
  close(): Promise<void>;
}

/** A real server that answers with the given statuses in turn, then with 200; `hang` never answers. */
export const startReceiver = async (
  t: { after(done: () => Promise<void>): void },
  answers: readonly (number | 'hang')[] = [],
  location?: string,
): Promise<WebhookReceiver> => {
  const bodies: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const answer = answers[bodies.length] ?? 200;
    bodies.push(JSON.parse(text));
    if (answer === 'hang') return;
    if (location !== undefined) response.setHeader('location', location);
    response.writeHead(answer).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  t.after(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, close };
};
