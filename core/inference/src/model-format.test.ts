import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlipwayError } from '@slipway/contracts';
import { InferenceSession } from 'onnxruntime-node';
import { identityModel, type OnnxGraph, writeOnnx } from './fixtures/index.ts';
import { loadModel } from './model.ts';
import { checkModelFormat, SUPPORTED_FORMAT } from './model-format.ts';

const { signature } = identityModel(['FP32']);
const { inputs, outputs } = signature;
const identity = { type: 'Identity', inputs: ['in_fp32'], outputs: ['out_fp32'] };
const write = (change: Partial<OnnxGraph> = {}) =>
  writeOnnx({ inputs, outputs, nodes: [identity], ...change });

const refusal = async (bytes: Uint8Array): Promise<string> => {
  try {
    await loadModel(bytes, signature);
  } catch (error) {
    assert.equal((error as SlipwayError).code, 'MODEL_INVALID');
    return (error as SlipwayError).message;
  }
  return assert.fail('was loaded');
};
const runtimeTakes = async (bytes: Uint8Array): Promise<boolean> => {
  try {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
    await session.release();
    return true;
  } catch {
    return false;
  }
};

describe('the format of a model file', () => {
  it('is read from its head', () => {
    const { irVersion, opsets } = checkModelFormat(write({ opset: 15, irVersion: 7 }));
    assert.equal(irVersion, 7);
    assert.deepEqual(
      [...opsets],
      [
        ['ai.onnx', 15],
        ['ai.onnx.ml', 3],
      ],
    );
  });

  it('is known up to where this ONNX Runtime knows it', async () => {
    const { irVersion, opsets } = SUPPORTED_FORMAT;
    assert.deepEqual(
      await Promise.all([
        runtimeTakes(write({ irVersion })),
        runtimeTakes(write({ irVersion: irVersion + 1 })),
        runtimeTakes(write({ opset: opsets.get('ai.onnx')! })),
        runtimeTakes(write({ opset: opsets.get('ai.onnx')! + 1 })),
        runtimeTakes(write({ mlOpset: opsets.get('ai.onnx.ml')! })),
        runtimeTakes(write({ mlOpset: opsets.get('ai.onnx.ml')! + 1 })),
      ]),
      [true, false, true, false, true, false],
    );
  });
});

describe('a model file is refused with what to do about it', () => {
  it('when it is of a newer format or operator set', async () => {
    assert.match(
      await refusal(write({ irVersion: 99 })),
      /IR version 99, .* up to 13; export it with an older/,
    );
    assert.match(
      await refusal(write({ opset: 99 })),
      /opset 99 of ai\.onnx, .* up to 26; export it with an older/,
    );
    assert.match(await refusal(write({ mlOpset: 99 })), /opset 99 of ai\.onnx\.ml/);
  });

  it('when it is none, empty, or cut off at any byte', async () => {
    assert.match(await refusal(Buffer.from('not a model')), /no whole ONNX file/);
    assert.match(await refusal(new Uint8Array(0)), /the file is empty/);
    const whole = write();
    for (let length = 1; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      // Some ends fall between two fields at the end: what is left is then a whole, if poorer, model.
      const message = await refusal(cut).catch(() => 'whole');
      assert.match(message, /whole|no opset|Opset|domain/i, `${length}: ${message}`);
    }
  });

  it('when the runtime has no such operator', async () => {
    const teleport = { ...identity, type: 'Teleport' };
    assert.match(await refusal(write({ nodes: [teleport] })), /no operator Teleport in opset 17; export it/);
    assert.match(
      await refusal(write({ nodes: [{ ...teleport, domain: 'com.acme' }] })),
      /operator Teleport is of the domain "com\.acme".*without custom operators/,
    );
  });

  it('when an operator is given types that it does not take', async () => {
    const not = { ...identity, type: 'Not' };
    assert.match(
      await refusal(write({ nodes: [not] })),
      /operator Not does not take "in_fp32" as tensor\(float\)/,
    );
  });

  it('when its graph is broken, in the words of the runtime without its source', async () => {
    const message = await refusal(write({ nodes: [] }));
    assert.match(
      message,
      /cannot be loaded: This is an invalid model\. Graph output \(out_fp32\) does not exist/,
    );
    assert.doesNotMatch(message, /onnxruntime_src|\.\./);
  });
});
