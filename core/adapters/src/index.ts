export * from './blobs/file-blobs.ts';
export * from './database/pglite-database.ts';
