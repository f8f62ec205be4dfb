import { SlipwayError, type WarmUpSample } from '@slipway/contracts';
import type { LoadedModel } from '@slipway/inference';

/** Tighter, another processor's rounding of FP32 sums could refuse a good model; wider, a slightly different model could pass. */
const TOLERANCE = 1e-5;
/** A single row takes another way through some kernels than a batch; a few of them are enough to see it. */
const ALONE = 16;

/**
 * Answers the stored samples, together and alone, and compares with what the evaluator saw: within 1e-5, relative above 1.
 * Throws WARM_UP_MISMATCH; MODEL_INVALID when there are no samples.
 */
export const warmUp = async (
  model: Pick<LoadedModel, 'score'>,
  samples: readonly WarmUpSample[],
): Promise<void> => {
  if (samples.length === 0)
    throw new SlipwayError('MODEL_INVALID', { reason: 'its release has no samples to warm up with' });
  const together = await model.score(samples.map(({ row }) => row));
  for (const [index, { score }] of samples.entries()) assertSame(together[index], score);
  for (const { row, score } of samples.slice(0, ALONE)) assertSame((await model.score([row]))[0], score);
};

const assertSame = (actual: readonly number[] | undefined, expected: readonly number[]): void => {
  const same =
    actual?.length === expected.length &&
    expected.every(
      (value, index) => Math.abs(actual[index]! - value) <= TOLERANCE * Math.max(1, Math.abs(value)),
    );
  if (!same)
    throw new SlipwayError('WARM_UP_MISMATCH', {
      actual: `[${actual?.join(', ') ?? ''}]`,
      expected: `[${expected.join(', ')}]`,
    });
};
