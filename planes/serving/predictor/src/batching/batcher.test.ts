import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ModelSignature, SlipwayError } from '@slipway/contracts';
import { loadModel, rowsToTensors, scoresOf, type Tensor } from '@slipway/inference';
import { linearModel } from '@slipway/inference/fixtures';
import fc from 'fast-check';
import { Batcher } from './batcher.ts';

/** Gives the input back as output, notes the rows of every run, and fails on a negative number. */
const echo = (batchable = true) => {
  const runs: number[] = [];
  const model = {
    batchable,
    run: async (tensors: readonly Tensor[], outputs: readonly string[] = ['a', 'b']) => {
      await new Promise((resolve) => setImmediate(resolve));
      const [{ data, shape }] = tensors as [Tensor];
      runs.push(shape[0]!);
      if ((data as Float64Array).some((value) => value < 0))
        throw new SlipwayError('INTERNAL', { reason: 'negative' });
      return outputs.map((name) => ({ name, datatype: 'FP64' as const, shape, data }));
    },
  };
  return { model, runs };
};
const input = (...values: number[]): Tensor[] => [
  { name: 'x', datatype: 'FP64', shape: [values.length, 1], data: Float64Array.from(values) },
];
const valuesOf = ({ outputs }: { readonly outputs: readonly Tensor[] }) =>
  outputs.map(({ name, data }) => [name, ...(data as Float64Array)]);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the batcher', () => {
  it('joins the requests of one turn into one run', async () => {
    const { model, runs } = echo();
    const batcher = new Batcher(model);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => batcher.run(input(index), 1, ['a'])),
    );
    assert.deepEqual(runs, [64]);
    assert.deepEqual(
      answers.map(valuesOf),
      Array.from({ length: 64 }, (_, index) => [['a', index]]),
    );
  });

  it('joins what arrives during a run into the next one', async () => {
    const { model, runs } = echo();
    const batcher = new Batcher(model);
    const first = batcher.run(input(1), 1);
    await turn();
    await Promise.all([first, batcher.run(input(2), 1), batcher.run(input(3), 1)]);
    assert.deepEqual(runs, [1, 2]);
  });

  it('gives every caller its own rows and outputs, whatever comes together', async () => {
    const { model, signature, probability } = linearModel();
    const loaded = await loadModel(model, signature as ModelSignature);
    const row = fc.record({
      distance: fc.option(fc.integer({ min: -9, max: 9 })),
      hour: fc.integer({ min: 0, max: 23 }),
      origin: fc.constantFrom('ATL', 'ORD', 'JFK', null),
    });
    const request = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 4 }),
      outputs: fc.constantFrom(undefined, ['score'], ['logit', 'score']),
      later: fc.integer({ min: 0, max: 2 }),
    });
    const limits = fc.record({ maxBatchRows: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 20 }),
        limits,
        async (requests, options) => {
          const batcher = new Batcher(loaded, options);
          await Promise.all(
            requests.map(async ({ rows, outputs, later }) => {
              for (let turns = 0; turns < later; turns++) await turn();
              const { outputs: answer } = await batcher.run(
                rowsToTensors(signature, rows),
                rows.length,
                outputs,
              );
              assert.deepEqual(
                answer.map(({ name }) => name),
                outputs ?? ['score', 'logit'],
              );
              scoresOf(signature, answer).forEach((scores, index) => {
                assert.ok(Math.abs(scores[1]! - probability(rows[index]!)) < 1e-5);
              });
            }),
          );
        },
      ),
      { numRuns: 50 },
    );
    await loaded.release();
  });

  it('answers the requests without fault when one of them makes the run fail', async () => {
    const batcher = new Batcher(echo().model);
    const answers = await Promise.allSettled([1, -2, 3].map((value) => batcher.run(input(value), 1, ['a'])));
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(valuesOf(await batcher.run(input(4), 1, ['a'])), [['a', 4]]);
  });

  it('keeps runs within the row limit: a larger request is run in parts and answered whole', async () => {
    const { model, runs } = echo();
    const batcher = new Batcher(model, { maxBatchRows: 3 });
    const answers = await Promise.all([
      batcher.run(input(1, 2), 2),
      batcher.run(input(3), 1),
      batcher.run(input(4), 1),
      batcher.run(input(5, 6, 7, 8), 4),
    ]);
    assert.deepEqual(runs, [3, 1, 3, 1]);
    const [whole] = answers[3]!.outputs as unknown as [{ shape: number[]; data: Float32Array }];
    assert.deepEqual([whole.shape[0], [...whole.data]], [4, [5, 6, 7, 8]]);
  });

  it('joins nothing for a model whose first dimension is no batch', async () => {
    const { model, runs } = echo(false);
    const batcher = new Batcher(model);
    await Promise.all([batcher.run(input(1), 1), batcher.run(input(2), 1)]);
    assert.deepEqual(runs, [1, 1]);
  });

  it('refuses one request more than may wait, and goes on', async () => {
    const batcher = new Batcher(echo().model, { maxWaiting: 2 });
    const waiting = [batcher.run(input(1), 1), batcher.run(input(2), 1)];
    await assert.rejects(async () => batcher.run(input(3), 1), { code: 'QUEUE_FULL', kind: 'busy' });
    await Promise.all(waiting);
    await batcher.run(input(4), 1);
  });

  it('is idle when all is answered', async () => {
    const batcher = new Batcher(echo().model);
    await batcher.idle();
    let answered = 0;
    for (const value of [1, 2, 3]) void batcher.run(input(value), 1).then(() => answered++);
    await batcher.idle();
    assert.equal(answered, 3);
  });
});
