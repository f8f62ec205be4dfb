import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Load } from './wrk.ts';

/**
 * Asks a gRPC server without a pause over a few connections with many streams, and prints a Load as one line of JSON.
 * Parameters: address, method path, file with the framed message, seconds, streams.
 */
const [address = '', path = '', messageFile = '', duration = '', streams = ''] = process.argv.slice(2);
const body = readFileSync(messageFile);
const CONNECTIONS = 4;
const headers = {
  ':method': 'POST',
  ':path': path,
  'content-type': 'application/grpc',
  te: 'trailers',
};
const end = performance.now() + Number(duration) * 1000;
const latencies: number[] = [];
let status = 0;

const ask = (session: ClientHttp2Session): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = session.request(headers);
    stream.on('trailers', (trailers) => {
      if (trailers['grpc-status'] !== '0') status += 1;
    });
    stream.on('error', reject);
    stream.on('close', resolve);
    stream.resume();
    stream.end(body);
  });

const loop = async (session: ClientHttp2Session): Promise<void> => {
  while (performance.now() < end) {
    const begun = performance.now();
    await ask(session);
    latencies.push(performance.now() - begun);
  }
};

const begun = performance.now();
const sessions = Array.from({ length: CONNECTIONS }, () => connect(address));
await Promise.all(Array.from({ length: Number(streams) }, (_, i) => loop(sessions[i % CONNECTIONS]!)));
const seconds = (performance.now() - begun) / 1000;
for (const session of sessions) session.close();
if (status > 0) throw new Error(`${status} calls failed`);
latencies.sort((a, b) => a - b);
const quantile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
const load: Load = {
  requests: latencies.length,
  seconds,
  requestsPerSecond: latencies.length / seconds,
  p50Ms: quantile(0.5),
  p99Ms: quantile(0.99),
  p999Ms: quantile(0.999),
  maxMs: latencies.at(-1) ?? 0,
};
process.stdout.write(`${JSON.stringify(load)}\n`);
