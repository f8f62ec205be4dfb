import { parentPort } from 'node:worker_threads';
import { SlipwayError } from '@slipway/contracts';
import { type LoadedModel, loadModel } from '@slipway/inference';
import { packTensors, type ThreadAnswer, type ThreadRequest } from './thread-messages.ts';

const port = parentPort!;
let model: LoadedModel | undefined;

const answer = (message: ThreadAnswer, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

const bodyOf = (thrown: unknown) => SlipwayError.from(thrown).toJSON();

const handle = async (request: ThreadRequest): Promise<void> => {
  if (request.kind === 'load') {
    try {
      const { bytes, signature, intraOpThreads } = request;
      model = await loadModel(bytes, signature, { threads: intraOpThreads });
      // The runtime has its own copy; without this the file would stay in memory until this thread collects its garbage.
      (bytes.buffer as ArrayBuffer).transfer(0);
      answer({ kind: 'loaded' });
    } catch (error) {
      answer({ kind: 'refused', error: bodyOf(error) });
    }
  } else if (request.kind === 'release') {
    await model?.release();
    port.close();
  } else {
    const { id } = request;
    try {
      // The runtime's memory belongs to this thread and goes with it: what leaves is a copy.
      const { tensors, transfer } = packTensors(await model!.run(request.tensors, request.outputs), false);
      answer({ kind: 'outputs', id, outputs: tensors }, transfer);
    } catch (error) {
      answer({ kind: 'failed', id, error: bodyOf(error) });
    }
  }
};

port.on('message', (request: ThreadRequest) => void handle(request));
