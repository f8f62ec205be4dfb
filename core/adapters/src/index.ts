export * from './blobs/file-blobs.ts';
export * from './database/pglite-database.ts';
export * from './executor/index.ts';
export * from './log-bus/index.ts';
