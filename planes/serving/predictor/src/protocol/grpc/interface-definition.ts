import { fileURLToPath } from 'node:url';
import type { MethodDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

// biome-ignore lint/suspicious/noExplicitAny: the messages of a service differ; those who register a handler name them
export type Methods = Readonly<Record<string, MethodDefinition<any, any>>>;

/** The services as their interface files define them, with messages as `messages.ts` types them. */
export const loadInterface = (): { readonly inference: Methods; readonly health: Methods } => {
  const definition = loadSync(['inference.proto', 'health.proto'], {
    includeDirs: [fileURLToPath(new URL('./interface/', import.meta.url))],
    keepCase: true,
    defaults: true,
    oneofs: true,
    enums: String,
    // Without `longs`, 64-bit integers stay in halves, which lose no digit.
  });
  return {
    inference: definition['inference.GRPCInferenceService'] as Methods,
    health: definition['grpc.health.v1.Health'] as Methods,
  };
};
