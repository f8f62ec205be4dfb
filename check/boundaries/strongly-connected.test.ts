import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { reach } from './shortest-path.ts';
import { cyclicGroups } from './strongly-connected.ts';

const graphs = fc
  .array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 24 })
  .map((edges) => new Map(Array.from({ length: 8 }, (_, node) => [`${node}`, edgesOf(node, edges)])));

function edgesOf(node: number, edges: readonly (readonly [number, number])[]): string[] {
  return edges.filter(([from]) => from === node).map(([, to]) => `${to}`);
}

describe('cyclicGroups', () => {
  it('puts two nodes together exactly when each reaches the other', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const groups = cyclicGroups(graph);
        const beyond = (node: string) => reach(graph.get(node) ?? [], (next) => graph.get(next) ?? []);
        for (const a of graph.keys()) {
          for (const b of graph.keys()) {
            const together = groups.some((group) => group.includes(a) && group.includes(b));
            assert.equal(together, beyond(a).has(b) && beyond(b).has(a), `${a} and ${b}`);
          }
        }
      }),
    );
  });

  it('walks a chain of any depth', () => {
    const chain = new Map(Array.from({ length: 50_000 }, (_, node) => [`${node}`, [`${node + 1}`]]));
    assert.deepEqual(cyclicGroups(chain), []);
  });
});
