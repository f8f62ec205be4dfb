import assert from 'node:assert/strict';
import { it } from 'node:test';
import { originOf, withTimeout } from './caller.ts';

it('the parameter of the protocol can only shorten the time that a caller waits', () => {
  assert.equal(withTimeout({}, 2000, 100).deadline, 102);
  assert.equal(withTimeout({ deadline: 101 }, 2000, 100).deadline, 101);
  assert.equal(withTimeout({ deadline: 103 }, 2000, 100).deadline, 102);
  for (const none of [undefined, 0])
    assert.deepEqual(withTimeout({ deadline: 9 }, none, 100), { deadline: 9 });
  for (const wrong of [-1, 1.5, '5', true, null])
    assert.throws(() => withTimeout({}, wrong, 100), {
      code: 'INVALID_REQUEST',
      field: 'parameters.timeout',
    });
});

it('a request of no gateway is direct, and has a trace when its trace context can be read', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  assert.deepEqual(originOf(undefined, undefined), { direct: true });
  assert.deepEqual(originOf(undefined, `00-${trace}-00f067aa0ba902b7-01`), { direct: true, trace });
  assert.deepEqual(originOf(undefined, 'broken'), { direct: true });
  assert.equal(originOf('gateway-1', undefined).direct, false);
});
