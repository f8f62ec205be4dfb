import type { Row } from '@slipway/contracts';
import { type LoadedModel, rowsToTensors, type Tensor } from '@slipway/inference';

/** How long a run of so many rows takes, ms; more rows come later. */
export interface RunTime {
  readonly rows: number;
  readonly milliseconds: number;
}

/** Each run takes at most about twice as long as the one before: none holds up for long what is answered beside it. */
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/** The fastest of some runs is the model's own time; the others had to share the machine. */
const REPETITIONS = 3;

type TimedModel = Pick<LoadedModel, 'run' | 'signature' | 'batchable'>;

/** Of a run in a thread: from the question to the answer. */
const timeAnswer = async (model: TimedModel, tensors: readonly Tensor[]): Promise<number> => {
  const begun = performance.now();
  await model.run(tensors);
  return performance.now() - begun;
};

/**
 * Of a run on the event loop, without the requests that another model answers meanwhile: ONNX Runtime runs inside an immediate,
 * and immediates are worked off in the order in which they were made, so that nothing comes between these three.
 */
const timeInline = async (model: TimedModel, tensors: readonly Tensor[]): Promise<number> => {
  let begun = 0;
  let ended = 0;
  setImmediate(() => {
    begun = performance.now();
  });
  const running = model.run(tensors);
  setImmediate(() => {
    ended = performance.now();
  });
  await running;
  await new Promise(setImmediate);
  return ended - begun;
};

/** Times runs of more and more rows, made of `rows` over and over, until one takes longer than `enoughMs`. */
export const measureRuns = async (
  model: TimedModel,
  rows: readonly Row[],
  { enoughMs, inline }: { readonly enoughMs: number; readonly inline: boolean },
): Promise<RunTime[]> => {
  const time = inline ? timeInline : timeAnswer;
  const times: RunTime[] = [];
  for (const size of model.batchable ? SIZES : SIZES.slice(0, 1)) {
    const tensors = rowsToTensors(
      model.signature,
      Array.from({ length: size }, (_, index) => rows[index % rows.length]!),
    );
    let milliseconds = Number.POSITIVE_INFINITY;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      milliseconds = Math.min(milliseconds, await time(model, tensors));
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
