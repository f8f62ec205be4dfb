import type {
  Authenticate,
  ContractClient,
  DataDirectory,
  Environment,
  Logger,
  Service,
} from '@slipway/platform';

/** What a process is composed from. */
export interface CompositionContext {
  readonly environment: Environment;
  readonly directory: DataDirectory;
  readonly logger: Logger;
  readonly authenticate: Authenticate;
  /** Clients that carry this process's own token. */
  readonly control: ContractClient;
  readonly log: ContractClient;
}

/** The services of a process in the order of their start. */
export type Compose = (context: CompositionContext) => Promise<Service[]>;
