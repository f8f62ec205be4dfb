import { StackStatus } from '@slipway/contracts';
import { isAlive, readJson } from '@slipway/platform/local';
import { z } from 'zod';

/** Written by the supervisor once its processes have addresses; how the CLI finds them. */
export const SupervisorFile = z.strictObject({
  pid: z.int(),
  bornAt: z.string(),
  startedAt: z.string(),
  addresses: z.strictObject({ control: z.url(), log: z.url(), gateway: z.url() }),
  /** Where the key of the gateway is, for who may read it; absent: it is open. */
  gatewayKeyFile: z.string().optional(),
});
export type SupervisorFile = z.infer<typeof SupervisorFile>;

/** The running stack of a data directory; null when none runs. */
export const readSupervisor = async (path: string): Promise<SupervisorFile | null> => {
  const parsed = SupervisorFile.safeParse(await readJson(path).catch(() => null));
  return parsed.success && isAlive(parsed.data) ? parsed.data : null;
};

/** The last status that the supervisor wrote; null when there is none. */
export const readStatus = async (path: string): Promise<StackStatus | null> => {
  const parsed = StackStatus.safeParse(await readJson(path).catch(() => null));
  return parsed.success ? parsed.data : null;
};
