import { createServer } from 'node:http';
import { createLogger, holdLifeline, readEnvironment } from '@slipway/platform';

/** The least that an HTTP server in Node does: reads the body of each request and answers as many bytes as the first parameter says. */
const { SLIPWAY_HOST, SLIPWAY_PORT, SLIPWAY_SUPERVISOR_PID } = readEnvironment();
const answer = 'x'.repeat(Number(process.argv[2]));
const headers = ['Content-Type', 'application/json', 'Content-Length', String(answer.length)];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(200, headers);
    response.end(answer);
  });
});
server.listen(SLIPWAY_PORT, SLIPWAY_HOST);

holdLifeline({
  stop: async () => server.closeAllConnections(),
  logger: createLogger('echo', 'silent'),
  supervisorPid: SLIPWAY_SUPERVISOR_PID,
});
