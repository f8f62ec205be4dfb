export * from './http/contract-server.ts';
export type { ServerEvent } from './http/event-stream.ts';
export { assertStorable, storingOnlyText } from './http/storing-only-text.ts';
