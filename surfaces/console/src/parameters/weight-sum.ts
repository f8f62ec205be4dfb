const NEAR = 1e-7;

/** Sum of the percents that were typed; null while one of them is not a number. */
export const weightSum = (percents: Readonly<Record<string, string>>): number | null => {
  const numbers = Object.values(percents)
    .filter((text) => text.trim() !== '')
    .map(Number);
  const sum = numbers.reduce((total, number) => total + number, 0);
  return Number.isFinite(sum) ? Number(sum.toFixed(6)) : null;
};

/** No share at all, or shares that add up to all of the traffic. */
export const weightsFit = (percents: Readonly<Record<string, string>>): boolean => {
  const given = Object.values(percents).some((text) => text.trim() !== '');
  return !given || Math.abs((weightSum(percents) ?? 0) - 100) < NEAR;
};
