import assert from 'node:assert/strict';
import { test } from 'node:test';
import { published } from '../test/published.ts';
import { fairness } from './fairness.ts';

const groups = [...'aaaaabbbbb'];
const labels = [1, 1, 0, 0, 1, 1, 0, 0, 1, 0];
const decisions = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0];

test('R3.6 group rates and their disparities', () => {
  const result = fairness(groups, labels, decisions, { minimumRows: 1 });
  const [a, b] = result.groups;
  published(a?.rates.selectionRate?.value, '.6');
  published(b?.rates.selectionRate?.value, '.2');
  published(a?.rates.recall?.value, '.6667');
  published(b?.rates.recall?.value, '.5');
  published(a?.rates.falsePositiveRate?.value, '.5');
  published(b?.rates.falsePositiveRate?.value, '.0');
  published(a?.rates.accuracy?.value, '.6');
  published(b?.rates.accuracy?.value, '.8');
  published(result.demographicParity?.difference, '.4000');
  published(result.demographicParity?.ratio, '.3333');
  published(result.demographicParity?.differenceToOverall, '.2000');
  published(result.equalOpportunity?.difference, '.1667');
  published(result.equalizedOddsDifference, '.5000');
});

test('a group below the least size is insufficient, named, and never a pass', () => {
  const result = fairness(groups, labels, decisions);
  assert.deepEqual(
    result.groups.map((group) => group.state),
    ['insufficient', 'insufficient'],
  );
  assert.equal(result.demographicParity, null);
  assert.equal(result.equalizedOddsDifference, null);
});

test('a group without positives has no true positive rate and is excluded by name', () => {
  const result = fairness(['a', 'a', 'b', 'b', 'c', 'c'], [1, 0, 1, 0, 0, 0], [1, 0, 0, 0, 1, 0], {
    minimumRows: 1,
  });
  assert.deepEqual(result.equalOpportunity?.excluded, ['c']);
  assert.equal(result.equalOpportunity?.difference, 1);
  assert.deepEqual(result.demographicParity?.excluded, []);
});

test('a missing group is a group of its own', () => {
  const result = fairness([null, 'a'], [1, 1], [1, 1], { minimumRows: 1 });
  assert.deepEqual(
    result.groups.map((group) => group.group),
    [null, 'a'],
  );
});
