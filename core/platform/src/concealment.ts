/** What stands where a secret stood. */
export const CONCEALED = '***';
/** Shorter lines of a secret of several lines (a brace, a blank) would hide half of every log. */
const SHORTEST_LINE = 4;

/** Replaces secrets in texts. */
export interface Concealment {
  readonly conceal: (text: string) => string;
  /** Characters of the longest text that is replaced; 0 when there is none. */
  readonly longest: number;
}

/** The ways in which programs commonly write a value: as it is, line by line, within JSON, within a URL. */
const spellingsOf = (secret: string): string[] => [
  secret,
  ...secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE),
  JSON.stringify(secret).slice(1, -1),
  ...(secret.isWellFormed() ? [encodeURIComponent(secret)] : []),
];

const escapeExpression = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

/** Hides these values wherever they stand in a text. Other encodings of them (base64, reversed) are not recognised. */
export const createConcealment = (secrets: readonly string[]): Concealment => {
  const spellings = [...new Set(secrets.filter((secret) => secret !== '').flatMap(spellingsOf))];
  if (spellings.length === 0) return { conceal: (text) => text, longest: 0 };
  // The longest first: a secret that begins with another one is hidden as a whole.
  spellings.sort((a, b) => b.length - a.length);
  const expression = new RegExp(spellings.map(escapeExpression).join('|'), 'g');
  return {
    conceal: (text) => text.replaceAll(expression, CONCEALED),
    longest: spellings[0]?.length ?? 0,
  };
};
