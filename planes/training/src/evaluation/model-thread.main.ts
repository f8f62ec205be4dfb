import { parentPort } from 'node:worker_threads';
import { SlipwayError } from '@slipway/contracts';
import { type LoadedModel, loadModel } from '@slipway/inference';
import type { ThreadAnswer, ThreadOrder } from './model-thread.ts';

const port = parentPort!;
let model: LoadedModel | undefined;

const carryOut = async (order: Exclude<ThreadOrder, { kind: 'release' }>) => {
  if (order.kind === 'run') return model!.run(order.tensors, order.outputs);
  model = await loadModel(order.bytes, order.signature, { threads: 1 });
  return [];
};

port.on('message', async (order: ThreadOrder) => {
  if (order.kind === 'release') {
    await model?.release();
    port.close();
    return;
  }
  const id = order.kind === 'run' ? order.id : 0;
  let answer: ThreadAnswer;
  try {
    answer = { id, outputs: await carryOut(order) };
  } catch (error) {
    answer = { id, error: SlipwayError.from(error).toJSON() };
  }
  port.postMessage(answer);
});
