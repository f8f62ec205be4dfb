import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSignature } from '@slipway/contracts';
import { linearModel } from '@slipway/inference/fixtures';
import type { Cell } from './cell.ts';
import { labelReader } from './label.ts';

const reader = (task: ModelSignature['task'], ...classes: string[]) => {
  const read = labelReader('late', { ...linearModel().signature, task, classes });
  return (cell: Cell) => read(cell, 7);
};
const refused = (reason: RegExp) => ({ code: 'EVALUATION_IMPOSSIBLE', message: reason });

test('a class is found by its name, whatever the order of the classes', () => {
  const read = reader('binary', 'yes', 'no');
  assert.equal(read('yes'), 0);
  assert.equal(read('no'), 1);
  assert.equal(reader('multiclass', '1', '2', '3')(3), 2);
});

test('0/1, false/true and booleans mean the same for classes named by either', () => {
  for (const classes of [
    ['0', '1'],
    ['false', 'true'],
    ['False', 'True'],
  ]) {
    const read = reader('binary', ...classes);
    for (const positive of [1, true, '1', 'true']) assert.equal(read(positive), 1, `${classes} ${positive}`);
    for (const negative of [0, false, '0', 'false'])
      assert.equal(read(negative), 0, `${classes} ${negative}`);
  }
  assert.equal(reader('binary', '1', '0')(true), 0);
});

test('a boolean or 0/1 is a position where the classes have names of their own; a text is not', () => {
  const read = reader('binary', 'on time', 'late');
  assert.equal(read(true), 1);
  assert.equal(read(0), 0);
  assert.throws(() => read('1'), refused(/is "1" in row 7, not one of the classes "on time", "late"/));
});

test('classes 1 and 2 do not take 0 for a position', () => {
  const read = reader('binary', '1', '2');
  assert.equal(read(1), 0);
  assert.throws(() => read(0), refused(/is 0 in row 7/));
});

test('a missing label and a value that is no class are refused with the row', () => {
  const read = reader('binary', '0', '1');
  assert.throws(() => read(null), refused(/the label "late" is missing in row 7/));
  assert.throws(() => read(2), refused(/is 2 in row 7/));
  assert.throws(() => read('maybe'), refused(/is "maybe" in row 7/));
});

test('the label of a regression is a finite number', () => {
  const read = reader('regression');
  assert.equal(read(-3.5), -3.5);
  assert.throws(() => read('3'), refused(/a finite number/));
  assert.throws(() => read(Number.NaN), refused(/a finite number/));
});
