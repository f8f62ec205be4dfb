import type { Estimate } from '@slipway/contracts';

/** `0.712 (0.708 – 0.716)`; an undefined figure is a dash. */
export const formatEstimate = ({ value, lower, upper }: Estimate, digits = 4): string => {
  if (value === null) return '–';
  const interval =
    lower === null || upper === null ? '' : ` (${lower.toFixed(digits)} – ${upper.toFixed(digits)})`;
  return `${value.toFixed(digits)}${interval}`;
};

/** `2 min 5 s`, `850 ms`. */
export const formatDuration = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
};

/** `13.5 MB` of bytes, decimal. */
export const formatBytes = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  while (power < units.length - 1 && Math.round(bytes / 1000 ** power) >= 1000) power += 1;
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
};

export const shortDigest = (digest: string): string => digest.replace('sha256:', '').slice(0, 12);
