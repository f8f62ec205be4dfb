/**
 * Groups of nodes that reach each other, by Tarjan's algorithm, without recursion so that a deep graph cannot
 * exhaust the stack. A node alone counts only when it points at itself.
 * Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1(2), 1972.
 */
export function cyclicGroups(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const groups: string[][] = [];
  for (const start of graph.keys()) {
    if (order.has(start)) continue;
    const path: { node: string; next: number }[] = [];
    const enter = (node: string): void => {
      order.set(node, order.size);
      low.set(node, order.get(node)!);
      open.push(node);
      isOpen.add(node);
      path.push({ node, next: 0 });
    };
    enter(start);
    while (path.length > 0) {
      const frame = path.at(-1)!;
      const neighbour = graph.get(frame.node)?.[frame.next];
      frame.next += 1;
      if (neighbour !== undefined) {
        if (!graph.has(neighbour)) continue;
        if (!order.has(neighbour)) enter(neighbour);
        else if (isOpen.has(neighbour))
          low.set(frame.node, Math.min(low.get(frame.node)!, order.get(neighbour)!));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.node, Math.min(low.get(parent.node)!, low.get(frame.node)!));
      if (low.get(frame.node) !== order.get(frame.node)) continue;
      const group = open.splice(open.lastIndexOf(frame.node));
      for (const node of group) isOpen.delete(node);
      if (group.length > 1 || graph.get(frame.node)?.includes(frame.node)) groups.push(group);
    }
  }
  return groups;
}
