import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';

type Mount = NonNullable<
  Parameters<typeof import('@slipway/platform/server').createContractServer>[0]['mount']
>;

const NOT_BUILT = 'The console is not built. Build it with: npm run build -w @slipway/console\n';

/** Serves the built console at /; without a build, says how to make it. */
export const mountConsole: Mount = async (app) => {
  const root = join(dirname(createRequire(import.meta.url).resolve('@slipway/console/package.json')), 'dist');
  const built = await stat(join(root, 'index.html')).then(
    () => true,
    () => false,
  );
  if (!built) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      reply.code(503).type('text/plain').send(NOT_BUILT),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root,
    setHeaders: (reply) => {
      reply.header(
        'content-security-policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'",
      );
      reply.header('referrer-policy', 'no-referrer');
      reply.header('x-content-type-options', 'nosniff');
    },
  });
};
