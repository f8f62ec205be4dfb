import assert from 'node:assert/strict';
import { it } from 'node:test';
import { proportionalMegabytes, sampleMemory } from './memory-sampler.ts';
import { readProcesses } from './process-facts.ts';

it('reads the proportional set size', () => {
  const rollup =
    '55aa-7fff ---p 00000000 00:00 0    [rollup]\nRss:   90000 kB\nPss:           51200 kB\nPss_Dirty: 1 kB\n';
  assert.equal(proportionalMegabytes(rollup), 50);
});

it('adds up the processes that still live', () => {
  const own = readProcesses().filter(({ pid }) => pid === process.pid);
  const gone = { pid: 2 ** 22 + 1, parent: 1, command: [], environment: [] };
  const { processes, megabytes } = sampleMemory([...own, gone]);
  assert.deepEqual(
    processes.map(({ pid }) => pid),
    [process.pid],
  );
  assert.ok(megabytes > 5 && megabytes < 1000);
});
