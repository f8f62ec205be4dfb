import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { midRankIn } from './mid-rank.ts';
import { sorted } from './sample.ts';

test('counts the scores below, equal ones half', () => {
  const rank = midRankIn(Float64Array.of(1, 2, 2, 5));
  assert.deepEqual([0, 1, 1.5, 2, 3, 5, 9].map(rank), [0, 0.5, 1, 2, 3, 3.5, 4]);
});

test('agrees with counting for any scores, extreme ranges too', () => {
  const score = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -3, max: 3 }),
  );
  fc.assert(
    fc.property(fc.array(score), fc.array(score), (known, asked) => {
      const rank = midRankIn(sorted(known));
      for (const value of [...asked, ...known]) {
        const below = known.filter((other) => other < value).length;
        const equal = known.filter((other) => other === value).length;
        assert.equal(rank(value), below + equal / 2);
      }
    }),
  );
});
