/** The token in the fragment of an address: `#token=…`; null when it has none. */
export const tokenInFragment = (hash: string): string | null =>
  new URLSearchParams(hash.replace(/^#/, '')).get('token')?.trim() || null;

/** The token in what a person pasted: the token itself, or the whole address that `slipway console` prints. */
export const tokenInText = (text: string): string | null => {
  const trimmed = text.trim();
  const fragment = trimmed.indexOf('#');
  if (fragment >= 0) return tokenInFragment(trimmed.slice(fragment));
  return trimmed === '' || /\s/.test(trimmed) ? null : trimmed;
};
