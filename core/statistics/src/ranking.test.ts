import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { rankingQuality } from './ranking.ts';

// The figures of scikit-learn's documentation of ndcg_score.
const RELEVANCE = [10, 0, 0, 1, 5];

test('NDCG as scikit-learn has it', () => {
  published(rankingQuality(RELEVANCE, [0.1, 0.2, 0.3, 4, 70]).ndcg, '.6956940');
  published(rankingQuality(RELEVANCE, [0.05, 1.1, 1, 0.5, 0]).ndcg, '.49');
  published(rankingQuality(RELEVANCE, [0.05, 1.1, 1, 0.5, 0], 4).ndcg, '.35');
  assert.equal(rankingQuality(RELEVANCE, RELEVANCE).ndcg, 1);
});

test('tied rows share their ranks', () => {
  assert.equal(rankingQuality(RELEVANCE, [1, 0, 0, 0, 1], 1).ndcg, 0.75);
  // One relevant among four tied rows: the mean of 1, 1/2, 1/3 and 1/4.
  published(rankingQuality([0, 1, 0, 0], [2, 2, 2, 2]).reciprocalRank, '.520833333');
  // Two of three: the first one stands first with chance 2/3, second with 1/3.
  published(rankingQuality([1, 0, 1], [2, 2, 2]).reciprocalRank, '.833333333');
});

test('reciprocal rank, average precision and AUC within the group', () => {
  const quality = rankingQuality([0, 1, 0, 1], [0.9, 0.8, 0.7, 0.6]);
  assert.equal(quality.reciprocalRank, 0.5);
  assert.equal(quality.averagePrecision, 0.5);
  assert.equal(quality.auc, 0.25);
});

test('a group without a relevant row has no ranking quality, one with nothing else has no AUC', () => {
  assert.deepEqual(rankingQuality([0, 0], [1, 2]), {
    ndcg: null,
    averagePrecision: null,
    reciprocalRank: null,
    auc: null,
  });
  assert.equal(rankingQuality([1, 1], [1, 2]).auc, null);
  assert.throws(() => rankingQuality([1, -1], [1, 2]), /relevance\[1\]/);
});
