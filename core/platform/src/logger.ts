import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** JSON lines on standard output. Tokens and keys are cut out wherever they appear under their usual names. */
export const createLogger = (name: string, level: string): Logger =>
  pino({
    name,
    level,
    base: { name, pid: process.pid },
    redact: {
      paths: ['*.authorization', '*.token', 'token', 'authorization', 'req.headers.authorization'],
      censor: '[redacted]',
    },
  });
