import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { floats, RAW_REQUEST, type RunningDoor, runDoor, texts } from './fixtures/running-door.ts';

let door: RunningDoor;
before(async () => {
  door = await runDoor();
});
after(() => door.end());

const single = (distance: number) => ({
  ...RAW_REQUEST,
  id: String(distance),
  inputs: RAW_REQUEST.inputs.map((input) => ({ ...input, shape: [1, 1] })),
  raw_input_contents: [floats(distance), floats(1), texts('ATL')],
});

describe('a stream of infer requests', () => {
  it('answers in the order of the requests, more of them than are under way at once', async () => {
    const answers = await door.client.stream(Array.from({ length: 300 }, (_, distance) => single(distance)));
    assert.equal(answers.length, 300);
    for (const [distance, { error_message, infer_response }] of answers.entries()) {
      assert.deepEqual([error_message, infer_response.id], ['', String(distance)]);
      const [score] = new Float32Array(Uint8Array.from(infer_response.raw_output_contents[0]).buffer);
      assert.ok(Math.abs(score! - door.probability({ distance, hour: 1, origin: 'ATL' })) < 1e-6);
    }
  });

  it('goes on after a request that fails, and says which it was', async () => {
    const answers = await door.client.stream([single(1), { ...single(2), model_name: 'x' }, single(3)]);
    assert.deepEqual(
      answers.map(({ infer_response }) => infer_response.id),
      ['1', '2', '3'],
    );
    assert.match(answers[1].error_message, /Request for unknown model/);
    assert.deepEqual([answers[0].error_message, answers[2].error_message], ['', '']);
  });

  it('marks the last answer of a request for those who ask for it', async () => {
    const parameters = { triton_enable_empty_final_response: { bool_param: true } };
    const [marked, plain] = await door.client.stream([{ ...single(1), parameters }, single(2)]);
    assert.equal(marked.infer_response.parameters.triton_final_response.bool_param, true);
    assert.deepEqual(plain.infer_response.parameters, {});
  });

  it('ends with the client', async () => {
    assert.deepEqual(await door.client.stream([]), []);
  });
});
