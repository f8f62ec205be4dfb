import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { alphaSpent } from './spending.ts';

test('O’Brien–Fleming keeps alpha for the end (methods.md 1.11)', () => {
  published(alphaSpent('o-brien-fleming', 0.25), '8.8575e-5');
  published(alphaSpent('o-brien-fleming', 0.5), '.0055746');
  published(alphaSpent('o-brien-fleming', 0.75), '.0236251');
  published(alphaSpent('o-brien-fleming', 1), '.0500000000');
});

test('Pocock spreads it', () => {
  published(alphaSpent('pocock', 0.25), '.0178687');
  published(alphaSpent('pocock', 0.5), '.0310057');
  published(alphaSpent('pocock', 0.75), '.0413995');
  published(alphaSpent('pocock', 1), '.0500000000');
});

test('nothing is spent before the first unit, and there is no time outside 0 to 1', () => {
  assert.equal(alphaSpent('o-brien-fleming', 0), 0);
  assert.throws(() => alphaSpent('pocock', 1.1), /t is 1.1/);
});
