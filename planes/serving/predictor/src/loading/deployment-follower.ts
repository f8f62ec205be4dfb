import { stat } from 'node:fs/promises';
import type { Logger, Service } from '@slipway/platform';

export interface DeploymentFollowerOptions {
  /** The file that says what is wanted. */
  readonly file: string;
  /** Called, one call at a time, when the file was written anew since the start. */
  readonly onChange: () => Promise<unknown>;
  readonly logger: Logger;
  /** Default 500 ms: a deployment is a matter of seconds, and one `stat` costs nothing. */
  readonly intervalMs?: number;
}

/** Which writing of a file this is; null when there is no file. */
const writingOf = async (file: string): Promise<string | null> => {
  try {
    const { mtimeNs, ino, size } = await stat(file, { bigint: true });
    return `${mtimeNs}-${ino}-${size}`;
  } catch {
    return null;
  }
};

/** Looks at a file again and again; a file that disappears changes nothing. */
export const createDeploymentFollower = ({
  file,
  onChange,
  logger,
  intervalMs = 500,
}: DeploymentFollowerOptions): Service => {
  let timer: NodeJS.Timeout | undefined;
  let seen: string | null = null;
  let stopped = false;
  const look = async () => {
    const writing = await writingOf(file);
    if (writing !== null && writing !== seen && !stopped) {
      seen = writing;
      await onChange().catch((error: unknown) =>
        logger.error({ err: error, file }, 'cannot follow the file'),
      );
    }
    if (!stopped) timer = setTimeout(look, intervalMs).unref();
  };
  return {
    name: 'deployment-follower',
    start: async () => {
      seen = await writingOf(file);
      timer = setTimeout(look, intervalMs).unref();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
