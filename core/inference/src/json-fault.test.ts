import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOfJsonFault } from './json-fault.ts';

const faults: [text: string, field: string | undefined][] = [
  ['{"rows":[{"distance":NaN}]}', 'rows[0].distance'],
  ['{"rows":[{"a":"x, NaN]"},{"b":1,"distance": -Infinity}]}', 'rows[1].distance'],
  ['{"rows":[{"a":[1,2,nan]}]}', 'rows[0].a[2]'],
  ['{"rows":[{"a":01}]}', 'rows[0].a'],
  ['{"rows":[{"a":"open', 'rows[0].a'],
  ['{"rows":[{"a":1', 'rows[0].a'],
  ['{"rows":[{"a\\"b":undefined}]}', 'rows[0].a"b'],
  ['{"rows":]', 'rows'],
  ["{'rows':1}", undefined],
  ['NaN', undefined],
  ['', undefined],
  ['}', undefined],
];

for (const [text, field] of faults) {
  test(`${text || '(empty)'} goes wrong in ${field ?? 'no field'}`, () => {
    assert.throws(() => JSON.parse(text));
    assert.equal(fieldOfJsonFault(text), field);
  });
}

test('deep nesting and long texts are no danger', () => {
  assert.equal(fieldOfJsonFault('['.repeat(200_000)), undefined);
  assert.equal(fieldOfJsonFault(`{"a":"${'x'.repeat(2_000_000)}`), 'a');
});
