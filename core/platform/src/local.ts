/** What the programs of one machine know of each other, without loggers, clients and telemetry: a command is over in tenths of a second. */
export * from './access/secret-files.ts';
export * from './access/token-file.ts';
export * from './atomic-file.ts';
export * from './configuration.ts';
export * from './data-directory.ts';
export * from './digest.ts';
export * from './environment.ts';
export * from './process-lock.ts';
