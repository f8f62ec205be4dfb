import { SlipwayError } from '@slipway/contracts';
import type { Service } from '@slipway/platform';
import type { createContractServer } from '@slipway/platform/server';

/** Listens when everything before it has started, and stops taking requests first. */
export const httpService = (
  app: Awaited<ReturnType<typeof createContractServer>>,
  host: string,
  port: number,
): Service => ({
  name: 'http',
  start: async () => {
    try {
      await app.listen({ host, port });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new SlipwayError('PORT_IN_USE', { host, port }, { cause });
      throw cause;
    }
  },
  stop: () => app.close(),
});
