/** Uniform numbers in [0, 1) that are the same in every run (mulberry32). */
const seededNumbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/** CSV of points whose label follows the fixture's linear model: distance 0.5, hour −0.25, origin ATL 1, ORD −1. */
export const seededPoints = (rows: number): string => {
  const next = seededNumbers(7);
  const lines = ['id,part,distance,hour,origin,label'];
  for (let id = 0; id < rows; id++) {
    const distance = 4 * next() - 2;
    const hour = 4 * next() - 2;
    const origin = ['ATL', 'ORD', 'SEA'][Math.floor(3 * next())] as string;
    const logit = 0.1 + 0.5 * distance - 0.25 * hour + ({ ATL: 1, ORD: -1 }[origin] ?? 0);
    lines.push(
      [
        id,
        id % 100,
        distance.toFixed(4),
        hour.toFixed(4),
        origin,
        next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0,
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
};
