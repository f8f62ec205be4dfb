import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { warmUp } from './warm-up.ts';

/** A model that answers every row with these scores. */
const answering = (...scores: number[]) => ({
  score: async (rows: readonly unknown[]) => rows.map(() => scores),
});
const sample = (...score: number[]) => [{ row: {}, score }];

describe('the warm-up', () => {
  it('allows what rounding may change: 1e-5, relative above 1', async () => {
    await warmUp(answering(0.500009, 0.499991), sample(0.5, 0.5));
    await warmUp(answering(1_000_009), sample(1_000_000));
  });

  it('refuses more than that, and says what came and what was expected', async () => {
    await assert.rejects(warmUp(answering(0.50002, 0.49998), sample(0.5, 0.5)), {
      code: 'WARM_UP_MISMATCH',
      message: 'The model answers [0.50002, 0.49998] where the evaluator saw [0.5, 0.5].',
    });
    await assert.rejects(warmUp(answering(1_000_011), sample(1_000_000)), { code: 'WARM_UP_MISMATCH' });
  });

  it('refuses NaN and another number of scores', async () => {
    await assert.rejects(warmUp(answering(Number.NaN), sample(0.5)), { code: 'WARM_UP_MISMATCH' });
    await assert.rejects(warmUp(answering(0.5, 0.5), sample(0.5)), { code: 'WARM_UP_MISMATCH' });
  });

  it('refuses a model that answers a row alone otherwise than among others', async () => {
    const model = {
      score: async (rows: readonly unknown[]) => rows.map(() => [rows.length > 1 ? 0.5 : 0.6]),
    };
    await assert.rejects(warmUp(model, [...sample(0.5), ...sample(0.5)]), { code: 'WARM_UP_MISMATCH' });
  });
});
