import { createServer } from 'node:net';
import { SlipwayError } from '@slipway/contracts';

/** The port if it can be listened on; null when it is taken. 0 gives any free port. Throws INVALID_CONFIGURATION for a host or port that is not ours. */
export const claimPort = (host: string, port: number): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EADDRINUSE') return resolve(null);
      const reason = `${host} port ${port} cannot be listened on (${cause.code})`;
      reject(new SlipwayError('INVALID_CONFIGURATION', { reason }, { cause }));
    });
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
