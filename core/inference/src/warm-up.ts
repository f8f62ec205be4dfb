import { type Row, SlipwayError, type WarmUpSample } from '@slipway/contracts';

/** Tighter, another processor's rounding of FP32 sums could refuse a good model; wider, a slightly different model could pass. */
const TOLERANCE = 1e-5;
/** A single row takes another way through some kernels than a batch; a few of them are enough to see it. */
const ALONE = 16;

/** Rows of one run at most, so that a slow model does not hold up what is answered beside its warm-up. */
const TOGETHER = 32;

/** Whatever answers rows with their scores: a loaded model, or a server that holds one. */
export interface Scorer {
  score(rows: readonly Row[]): Promise<readonly (readonly number[])[]>;
}

/**
 * Has the stored samples answered, together and some of them alone, and compares with what the evaluator saw: within 1e-5, relative
 * above 1. Throws WARM_UP_MISMATCH; MODEL_INVALID when there are no samples.
 * @param alone samples that are asked one by one as well
 */
export const warmUp = async (
  model: Scorer,
  samples: readonly WarmUpSample[],
  alone = ALONE,
): Promise<void> => {
  assertSamples(samples);
  for (let start = 0; start < samples.length; start += TOGETHER) {
    const some = samples.slice(start, start + TOGETHER);
    const together = await model.score(some.map(({ row }) => row));
    for (const [index, { score }] of some.entries()) assertSame(together[index], score);
  }
  for (const { row, score } of samples.slice(0, alone)) assertSame((await model.score([row]))[0], score);
};

/** Throws MODEL_INVALID when there are no samples. */
export const assertSamples = (samples: readonly WarmUpSample[]): void => {
  if (samples.length > 0) return;
  throw new SlipwayError('MODEL_INVALID', { reason: 'its release has no samples to warm up with' });
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
