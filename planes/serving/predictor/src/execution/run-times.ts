import type { Row } from '@slipway/contracts';
import { type LoadedModel, rowsToTensors } from '@slipway/inference';

/** How long a run of so many rows takes, ms; more rows come later. */
export interface RunTime {
  readonly rows: number;
  readonly milliseconds: number;
}

/** Each run takes at most about twice as long as the one before: none holds up for long what is answered beside it. */
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/** The fastest of some runs is the model's own time; the others had to share the machine. */
const REPETITIONS = 3;

/** Times runs of more and more rows, made of `rows` over and over, until one takes longer than `enoughMs`. */
export const measureRuns = async (
  model: Pick<LoadedModel, 'run' | 'signature' | 'batchable'>,
  rows: readonly Row[],
  enoughMs: number,
): Promise<RunTime[]> => {
  const times: RunTime[] = [];
  for (const size of model.batchable ? SIZES : SIZES.slice(0, 1)) {
    const tensors = rowsToTensors(
      model.signature,
      Array.from({ length: size }, (_, index) => rows[index % rows.length]!),
    );
    let milliseconds = Number.POSITIVE_INFINITY;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const begun = performance.now();
      await model.run(tensors);
      milliseconds = Math.min(milliseconds, performance.now() - begun);
    }
    times.push({ rows: size, milliseconds });
    if (milliseconds > enoughMs) break;
  }
  return times;
};

/** The most rows whose run takes at most `longestMs`, as a straight line between the measured times says; at least 1. */
export const rowsWithin = (times: readonly RunTime[], longestMs: number): number => {
  let last: RunTime = { rows: 1, milliseconds: 0 };
  for (const time of times) {
    if (time.milliseconds > longestMs) {
      const share = (longestMs - last.milliseconds) / (time.milliseconds - last.milliseconds);
      return Math.max(1, Math.floor(last.rows + share * (time.rows - last.rows)));
    }
    last = time;
  }
  return last.rows;
};
