import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Handle } from './contract-server.ts';
import { storingOnlyText } from './storing-only-text.ts';

test('NUL and half of a surrogate pair are refused with their field, wherever they are', async () => {
  let reached = 0;
  let call: (request: object) => unknown = () => undefined;
  const handle = ((_route: unknown, handler: typeof call) => {
    call = handler;
  }) as unknown as Handle;
  storingOnlyText(handle)(
    {} as never,
    (() => {
      reached += 1;
    }) as never,
  );
  const refused: [object, string][] = [
    [{ query: { before: '\u0000' } }, 'before'],
    [{ params: { job: 'a\ud800' } }, 'job'],
    [{ body: { steps: [{}, { sql: 'select \u0000' }] } }, 'steps[1].sql'],
    [{ body: { parameters: { 'a\u0000': 1 } } }, 'parameters'],
  ];
  for (const [request, field] of refused)
    assert.throws(() => call(request), { code: 'INVALID_REQUEST', field });
  assert.equal(reached, 0);
  call({ params: { job: 'a' }, query: {}, body: { text: 'é 🛫 \n', none: null, list: [1, true] } });
  assert.equal(reached, 1);
});
