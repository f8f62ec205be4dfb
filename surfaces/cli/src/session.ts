import { join, resolve } from 'node:path';
import { type Client, createClient } from '@slipway/client';
import { type Role, SlipwayError } from '@slipway/contracts';
import { type DataDirectory, dataDirectory, type Environment, readToken } from '@slipway/platform/local';
import { readSupervisor, type SupervisorFile } from './supervisor/supervisor-file.ts';

/** What one command works with: the stack of a data directory, and who asks. */
export interface Session {
  readonly directory: DataDirectory;
  readonly environment: Environment;
  /** Machine-readable output is wanted. */
  readonly json: boolean;
  /** Addresses of the running stack. Throws NOT_RUNNING. */
  addresses(): Promise<SupervisorFile['addresses']>;
  /**
   * A client that takes, for each route, the token of the first role that the route accepts and this person has, and for the
   * gateway its key, when this person may read it. Throws NOT_RUNNING.
   */
  client(): Promise<Client>;
}

export interface SessionOptions {
  readonly dataDir: string | undefined;
  readonly json: boolean;
  /** Subject whose token is used where its role fits, e.g. `demo-reviewer`. */
  readonly as?: string | undefined;
  readonly environment: Environment;
}

const PEOPLE: readonly Role[] = ['author', 'reviewer', 'operator', 'viewer'];

export const createSession = ({ dataDir, json, as, environment }: SessionOptions): Session => {
  const directory = dataDirectory(resolve(dataDir ?? environment.SLIPWAY_DATA_DIR ?? '.slipway'));
  const stack = async (): Promise<Pick<SupervisorFile, 'addresses' | 'gatewayKeyFile'>> => {
    const { SLIPWAY_CONTROL_URL: control, SLIPWAY_LOG_URL: log, SLIPWAY_GATEWAY_URL: gateway } = environment;
    if (control && log && gateway) return { addresses: { control, log, gateway } };
    const supervisor = await readSupervisor(directory.supervisor);
    if (supervisor === null) throw new SlipwayError('NOT_RUNNING', { directory: directory.root });
    return supervisor;
  };
  return {
    directory,
    environment,
    json,
    addresses: async () => (await stack()).addresses,
    client: async () => {
      const tokens = environment.SLIPWAY_TOKEN ? null : await personalTokens(directory, as);
      const { addresses, gatewayKeyFile } = await stack();
      const keyFile = environment.SLIPWAY_GATEWAY_KEY_FILE ?? gatewayKeyFile;
      return createClient({
        addresses,
        gatewayKey: keyFile === undefined ? undefined : ((await readToken(keyFile)) ?? undefined),
        token: (roles) => {
          if (tokens === null) return environment.SLIPWAY_TOKEN;
          const role = roles.find((candidate) => tokens.has(candidate));
          if (role === undefined)
            throw new SlipwayError('NO_TOKEN', { roles: roles.join(', '), directory: directory.tokens });
          return tokens.get(role);
        },
      });
    },
  };
};

/** The tokens of the people of this machine by role; `as` replaces the one of the role reviewer. */
const personalTokens = async (
  directory: DataDirectory,
  as: string | undefined,
): Promise<Map<Role, string>> => {
  const tokens = new Map<Role, string>();
  for (const role of PEOPLE) {
    const subject = role === 'reviewer' && as !== undefined ? as : role;
    const token = await readToken(join(directory.tokens, subject));
    if (token !== null) tokens.set(role, token);
  }
  return tokens;
};
