import { constants, setPriority } from 'node:os';
import type { Logger } from '@slipway/platform';

/** Training, evaluation and recording wait when a prediction wants the processor; children inherit it. */
export const yieldToServing = (logger: Logger): void => {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    logger.warn({ err: error }, 'the priority could not be lowered');
  }
};
