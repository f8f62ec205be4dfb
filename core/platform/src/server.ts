export * from './http/contract-server.ts';
