import { destination, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** JSON lines on standard error, or appended to a file; standard output is for results. Tokens and keys are cut out wherever they appear under their usual names. */
export const createLogger = (name: string, level: string, file?: string): Logger =>
  pino(
    {
      name,
      level,
      base: { name, pid: process.pid },
      redact: {
        paths: ['*.authorization', '*.token', 'token', 'authorization', 'req.headers.authorization'],
        censor: '[redacted]',
      },
    },
    file === undefined ? destination(2) : destination({ dest: file, mkdir: true, append: true, mode: 0o600 }),
  );
