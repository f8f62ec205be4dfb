import type { Rule } from '../rule.ts';
import { pathTo, reach } from '../shortest-path.ts';
import { cyclicGroups } from '../strongly-connected.ts';
import { linkedPath, type SourceFile } from '../tree.ts';

/** No file reaches itself over imports, types included. */
export const importCycles: Rule = {
  name: 'import-cycles',
  group: 'boundaries',
  law: 'No import cycles between files, types included.',
  find(tree) {
    const graph = new Map([...tree.files].map(([path, file]) => [path, imported(file)]));
    return cyclicGroups(graph).map((group) => {
      const members = new Set(group);
      const start = group.toSorted()[0]!;
      const inside = (path: string): string[] => (graph.get(path) ?? []).filter((next) => members.has(next));
      const from = reach(inside(start), (path) => (path === start ? [] : inside(path)));
      const circle = [start, ...pathTo(from, start)];
      const size = group.length > circle.length ? ` (${group.length} files are tied together in all)` : '';
      return {
        path: start,
        message: `imports itself: ${circle.join(' → ')}${size}; move what both need into a file of its own`,
      };
    });
  },
};

/** A URL names a process entry and an augmentation adds to a module: neither is an import. */
function imported(file: SourceFile): string[] {
  return file.links.flatMap((link) => {
    const path = linkedPath(link);
    return path === undefined || link.fact.form === 'url' || link.fact.form === 'augment' ? [] : [path];
  });
}
