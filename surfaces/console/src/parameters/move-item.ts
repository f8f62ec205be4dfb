/** The list with one item moved by so many places; as it is where there is no such place. */
export const moveItem = <T>(items: readonly T[], index: number, by: number): readonly T[] => {
  const to = index + by;
  const item = items[index];
  if (item === undefined || to < 0 || to >= items.length) return items;
  const others = items.toSpliced(index, 1);
  return others.toSpliced(to, 0, item);
};
