import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reproduction } from '@slipway/contracts';
import { describeReproduction } from './reproduction-text.ts';

const reproduction: Reproduction = {
  model: 'delays',
  version: 3,
  run: 'run-b',
  reproduces: 'run-a',
  verdict: 'different',
  reason: 'the model is another one, and these metrics differ by more than 0.000001: brier',
  tolerance: 1e-6,
  artifact: `sha256:${'1'.repeat(64)}`,
  metrics: [
    { name: 'auc', recorded: null, reproduced: null, difference: null, matches: true },
    { name: 'brier', recorded: 0.2, reproduced: 0.21, difference: 0.01 / 0.21, matches: false },
  ],
  createdAt: '2001-01-01T00:00:00.000Z',
};

test('a reproduction says its verdict, the reason, and every metric that was compared', () => {
  const lines = describeReproduction(reproduction).split('\n');
  assert.match(lines[0] ?? '', /^delays version 3 of run run-a: different in run run-b .* brier$/);
  assert.match(lines[2] ?? '', /auc\s+not defined\s+not defined/);
  assert.match(lines[3] ?? '', /brier\s+0\.2\s+0\.21\s+4\.8e-2\s+more than 0\.000001/);
  assert.equal(
    describeReproduction({ ...reproduction, verdict: 'identical', metrics: [] }).split('\n').length,
    1,
  );
});
