import { join } from 'node:path';

/** Where everything of one stack lives; all paths are absolute. */
export const dataDirectory = (root: string) =>
  Object.freeze({
    root,
    /** One token per role or person, mode 0600. */
    tokens: join(root, 'tokens'),
    /** Hashes of the tokens with their identities; what servers check against. */
    access: join(root, 'access.json'),
    /** Private signing key: read by the release plane only. */
    signingKey: join(root, 'keys', 'release.pem'),
    /** Public keys that the serving plane trusts. */
    trustedKeys: join(root, 'keys', 'trusted.json'),
    /** Under which the log and snapshots hash what must not be readable: one key for all processes of the stack. */
    hashKey: join(root, 'keys', 'log.key'),
    database: join(root, 'database'),
    blobs: join(root, 'blobs'),
    spool: join(root, 'spool'),
    warehouse: join(root, 'warehouse'),
    /** Last good documents of a process. */
    cache: (process: string) => join(root, 'cache', process),
    /** Secrets of steps, one file each, mode 0600; read by the worker only. */
    secrets: join(root, 'secrets'),
    /** Working directories of steps. */
    steps: join(root, 'steps'),
    /** Artifacts that clients of MLflow have logged. */
    tracking: join(root, 'tracking'),
    logs: join(root, 'logs'),
    /** Written by the supervisor: lock, addresses, status. */
    supervisor: join(root, 'supervisor.json'),
    status: join(root, 'status.json'),
  });
export type DataDirectory = ReturnType<typeof dataDirectory>;
