export * from './jobs/index.ts';
export * from './worker/index.ts';
