import { type RandomNetwork, randomMlp, randomResNet50 } from '@slipway/inference/fixtures';
import { seededRandom } from '@slipway/statistics';
import type { BenchModel } from './bench-model.ts';

const named = (name: string, { model, signature }: RandomNetwork): BenchModel => ({
  name,
  model,
  signature,
  rows: (count) => {
    const random = seededRandom(2);
    return Array.from({ length: count }, () =>
      Object.fromEntries(signature.features.map((feature) => [feature.name, Number(random().toFixed(4))])),
    );
  },
});

/** Fully connected, 5 MB. */
export const mlpModel = (): BenchModel => named('mlp', randomMlp());

/** Of the size of ResNet-50, 102 MB. */
export const resNetModel = (): BenchModel => named('resnet', randomResNet50());
