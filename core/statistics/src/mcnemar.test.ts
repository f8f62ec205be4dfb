import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { discordance, mcNemar } from './mcnemar.ts';

test('R3.3 (10, 25)', () => {
  const result = mcNemar({ championOnly: 10, candidateOnly: 25 });
  published(result.exactP, '.0166738');
  published(result.midP, '.0113310');
  published(result.correctedChiSquare, '5.600000000');
  published(result.correctedChiSquareP, '.0179605');
  published(result.chiSquare, '6.428571');
  published(result.chiSquareP, '.0112299');
  assert.equal(result.method, 'mid-p');
  assert.equal(result.p, result.midP);
});

test('R3.3 (3, 9)', () => {
  const result = mcNemar({ championOnly: 3, candidateOnly: 9 });
  published(result.exactP, '.1459961');
  published(result.midP, '.0922852');
  published(result.correctedChiSquare, '2.083333');
  published(result.correctedChiSquareP, '.1489147');
});

test('no discordant rows, or as many on each side, show no difference', () => {
  assert.equal(mcNemar({ championOnly: 0, candidateOnly: 0 }).p, 1);
  assert.equal(mcNemar({ championOnly: 0, candidateOnly: 0 }).exactP, 1);
  assert.equal(mcNemar({ championOnly: 7, candidateOnly: 7 }).p, 1);
  assert.equal(mcNemar({ championOnly: 7, candidateOnly: 7 }).correctedChiSquareP, 1);
});

test('above a thousand discordant rows the chi-square decides', () => {
  const result = mcNemar({ championOnly: 600, candidateOnly: 500 });
  assert.equal(result.method, 'chi-square');
  assert.equal(result.p, result.chiSquareP);
  assert.ok(Math.abs(result.p - result.midP) < 1e-3);
});

test('counts rows on which exactly one decision was right', () => {
  assert.deepEqual(discordance([1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]), {
    championOnly: 1,
    candidateOnly: 1,
  });
  assert.throws(() => discordance([1], [1, 0], [1]), RangeError);
});
