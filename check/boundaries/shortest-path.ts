/**
 * Breadth-first search.
 * @returns each reached node with the node it was first reached from; a start has undefined
 */
export function reach(
  starts: Iterable<string>,
  neighbours: (node: string) => Iterable<string>,
): Map<string, string | undefined> {
  const from = new Map<string, string | undefined>();
  for (const start of starts) from.set(start, undefined);
  for (const node of from.keys()) {
    for (const neighbour of neighbours(node)) {
      if (!from.has(neighbour)) from.set(neighbour, node);
    }
  }
  return from;
}

/** The way from a start to `goal`, both included; empty when `goal` was not reached. */
export function pathTo(from: ReadonlyMap<string, string | undefined>, goal: string): string[] {
  const path: string[] = [];
  if (!from.has(goal)) return path;
  for (let at: string | undefined = goal; at !== undefined; at = from.get(at)) path.unshift(at);
  return path;
}
