import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { createLogger, holdLifeline, readEnvironment } from '@slipway/platform';

/** The least that an HTTP server in Node does: reads the request's body and answers one of the same size every time. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, bytes: { type: 'string', default: '0' } },
});
const answer = 'x'.repeat(Number(values.bytes));
const headers = ['Content-Type', 'application/json', 'Content-Length', String(answer.length)];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(200, headers);
    response.end(answer);
  });
});
server.listen(Number(values.port), '127.0.0.1');

holdLifeline({
  stop: async () => server.closeAllConnections(),
  logger: createLogger('echo', 'silent'),
  supervisorPid: readEnvironment().SLIPWAY_SUPERVISOR_PID,
});
