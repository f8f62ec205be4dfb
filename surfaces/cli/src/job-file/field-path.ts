/** The parts of a path for people: `steps[0].needs[1]` is steps, 0, needs, 1. */
export const partsOf = (field: string): (string | number)[] =>
  [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? (key as string) : Number(index),
  );
