export * from './http/contract-server.ts';
export { storingOnlyText } from './http/storing-only-text.ts';
