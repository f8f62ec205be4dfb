/** What of a duration is said: the two largest units that matter. */
export type DurationParts =
  | { readonly kind: 'milliseconds'; readonly ms: number }
  | { readonly kind: 'seconds'; readonly s: string }
  | { readonly kind: 'minutes'; readonly m: number; readonly s: number }
  | { readonly kind: 'hours'; readonly h: number; readonly m: number };

export const durationParts = (milliseconds: number): DurationParts => {
  if (milliseconds < 1000) return { kind: 'milliseconds', ms: Math.max(0, Math.round(milliseconds)) };
  if (milliseconds < 59_950) return { kind: 'seconds', s: (milliseconds / 1000).toFixed(1) };
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return { kind: 'minutes', m: Math.floor(seconds / 60), s: seconds % 60 };
  return { kind: 'hours', h: Math.floor(seconds / 3600), m: Math.floor((seconds % 3600) / 60) };
};

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `5 minutes ago` in the language; null within the last minute, for which there is a word of its own. */
export const relativeTime = (at: number, now: number, language: string): string | null => {
  const past = now - at;
  const [unit, size] = UNITS.find(([, milliseconds]) => past >= milliseconds) ?? [];
  if (unit === undefined || size === undefined) return null;
  return new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'short' }).format(
    -Math.floor(past / size),
    unit,
  );
};

/** `22 Nov 2025, 10:31:07` in the language and the browser's time zone. */
export const absoluteTime = (at: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));

/** `10:31:07` in the browser's time zone. */
export const clockTime = (at: string): string => new Date(at).toTimeString().slice(0, 8);
