import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hasExternalData } from './external-data.ts';
import { identityModel } from './fixtures/identity-model.ts';
import { linearModel } from './fixtures/linear-model.ts';
import { bytesField, integerField, message } from './fixtures/protobuf-wire.ts';
import { loadModel } from './model.ts';

const location = message(bytesField(1, 'location'), bytesField(2, 'weights.bin'));
const tensor = message(
  integerField(1, 1),
  integerField(2, 1),
  bytesField(8, 'w'),
  bytesField(13, location),
  integerField(14, 1),
);
const attribute = message(bytesField(1, 'value'), bytesField(5, tensor), integerField(20, 4));
const constant = message(bytesField(2, 'w'), bytesField(4, 'Constant'), bytesField(5, attribute));
const branch = message(
  bytesField(1, 'then_branch'),
  bytesField(6, bytesField(1, constant)),
  integerField(20, 5),
);

describe('weights in other files', () => {
  it('are found as initializer, as attribute, in a branch and in a function', () => {
    const graphs = [bytesField(5, tensor), bytesField(1, constant), bytesField(1, bytesField(5, branch))];
    for (const graph of graphs)
      assert.equal(hasExternalData(message(integerField(1, 8), bytesField(7, graph))), true);
    assert.equal(hasExternalData(bytesField(25, bytesField(7, constant))), true);
  });

  it('are not seen where there are none', () => {
    assert.equal(hasExternalData(linearModel().model), false);
  });

  it('make a model unloadable', async () => {
    const model = Buffer.concat([linearModel().model, bytesField(7, bytesField(5, tensor))]);
    await assert.rejects(loadModel(model, identityModel(['FP32']).signature), {
      code: 'MODEL_INVALID',
      message: /other files/,
    });
  });

  it('are looked for in any bytes without a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof hasExternalData(bytes) === 'boolean'),
    );
  });
});
