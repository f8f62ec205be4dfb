import { readFileSync } from 'node:fs';
import { HttpConnection } from './http-connection.ts';
import type { OpenLoad } from './open-loop.ts';

/**
 * Sends requests at the times of a Poisson process, whether or not the earlier ones were answered; a latency begins when the
 * request was due, so that a server that stalls is charged for all who wait. Prints an OpenLoad as one line of JSON.
 * Parameters: url, file with a body per line, requests per second, seconds, connections.
 */
const [address = '', bodiesFile = '', rate = '', duration = '', count = ''] = process.argv.slice(2);
const url = new URL(address);
const perSecond = Number(rate);
const seconds = Number(duration);
const requests = readFileSync(bodiesFile, 'utf8')
  .trimEnd()
  .split('\n')
  .map((body) => {
    const head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return Buffer.from(head + body);
  });

let failed = 0;
const idle: HttpConnection[] = [];
for (let opened = 0; opened < Number(count); opened++) {
  idle.push(
    await HttpConnection.open(url, (error) => {
      process.stderr.write(`${error.message}\n`);
      failed += 1;
    }),
  );
}
const all = [...idle];
const waiting: number[] = [];
const latencies: number[] = [];
let sent = 0;

const serve = (connection: HttpConnection): void => {
  const due = waiting.shift();
  if (due === undefined) {
    idle.push(connection);
    return;
  }
  void connection.ask(requests[sent++ % requests.length]!).then((status) => {
    latencies.push(performance.now() - due);
    if (status !== 200) failed += 1;
    serve(connection);
  });
};

const begun = performance.now();
let next = begun;
const tick = (): void => {
  const now = performance.now();
  while (next <= now && next - begun < seconds * 1000) {
    waiting.push(next);
    next += (-Math.log(1 - Math.random()) * 1000) / perSecond;
    const connection = idle.pop();
    if (connection) serve(connection);
  }
  if (now - begun < seconds * 1000 || idle.length < all.length) setImmediate(tick);
  else report();
};

const report = (): void => {
  for (const connection of all) connection.close();
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? 0;
  const load: OpenLoad = {
    requests: latencies.length,
    failed,
    requestsPerSecond: latencies.length / seconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    p999Ms: quantile(0.999),
    maxMs: latencies.at(-1) ?? 0,
  };
  process.stdout.write(`${JSON.stringify(load)}\n`);
};
tick();
