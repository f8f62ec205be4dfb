import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ratioOf, spreadOf } from './spread.ts';

describe('the spread of measurements', () => {
  it('has the value in the middle and the extremes', () => {
    assert.deepEqual(spreadOf([3, 1, 20]), { median: 3, min: 1, max: 20 });
  });

  it('takes the mean of the two in the middle when they are an even number', () => {
    assert.deepEqual(spreadOf([4, 1, 2, 10]), { median: 3, min: 1, max: 10 });
  });

  it('does not exist without measurements', () => {
    assert.throws(() => spreadOf([]), RangeError);
  });
});

describe('a ratio', () => {
  it('is taken within each round, so that a slow round changes nothing', () => {
    assert.deepEqual(ratioOf([80, 8, 40], [100, 10, 50]), { median: 0.8, min: 0.8, max: 0.8 });
  });
});
