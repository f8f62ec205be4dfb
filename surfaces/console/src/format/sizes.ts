const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `412 MB` of bytes, decimal, with one digit below ten. */
export const formatSize = (bytes: number): string => {
  let power = 0;
  while (power < UNITS.length - 1 && Math.round(bytes / 1000 ** power) >= 1000) power += 1;
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)} ${UNITS[power]}`;
};
