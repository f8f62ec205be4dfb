import { mkdir } from 'node:fs/promises';
import { chooseIsolation, type StepIsolation } from '@slipway/adapters/executor';
import type { CompositionContext } from './composition.ts';

/** What the supervisor shows of a process that runs, beside its health. */
export interface ProcessNotice {
  readonly kind: 'notice';
  readonly text: string;
}

/** How the commands of steps are kept from the stack on this machine; tells the log and the supervisor where they are not. */
export const composeIsolation = async ({
  environment,
  directory,
  logger,
}: Pick<CompositionContext, 'environment' | 'directory' | 'logger'>): Promise<StepIsolation> => {
  await mkdir(directory.root, { recursive: true, mode: 0o700 });
  const isolation = await chooseIsolation({
    setting: environment.SLIPWAY_STEP_ISOLATION,
    hidden: [directory.root],
  });
  if (isolation.kind === 'namespace') {
    logger.info('the commands of steps run in namespaces of their own');
    return isolation;
  }
  const { reason, refuses } = isolation;
  const text = refuses
    ? `commands of steps are refused, because they cannot be isolated: ${reason}`
    : `commands of steps are not isolated and can read the data directory: ${reason}`;
  if (refuses) logger.error(text);
  else logger.warn(text);
  process.send?.({ kind: 'notice', text } satisfies ProcessNotice);
  return isolation;
};
