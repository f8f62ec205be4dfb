export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

const known = (tag: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => tag?.toLowerCase().split('-')[0] === language);

/** The language that the person chose here before, else the first of the browser's that we have, else English. */
export const chooseLanguage = (stored: string | null, preferred: readonly string[]): Language =>
  known(stored) ?? preferred.map(known).find((language) => language !== undefined) ?? 'en';
