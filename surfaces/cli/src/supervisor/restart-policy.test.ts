import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextRestart } from './restart-policy.ts';

test('the wait doubles from 200 ms up to 10 s, and starts anew after ten healthy seconds', () => {
  const delays: number[] = [];
  let crashes = 0;
  for (let i = 0; i < 8; i++) {
    const next = nextRestart(crashes, 100);
    crashes = next.crashesInARow;
    delays.push(next.delayMs);
  }
  assert.deepEqual(delays, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  assert.deepEqual(nextRestart(crashes, 10_000), { delayMs: 200, crashesInARow: 1 });
});
