import { tokenInFragment } from './token-text.ts';

const STORED_AS = 'slipway.token';

/** Moves a token from the address bar into the session of this tab, so that it is in no history and no screenshot. */
export const takeTokenFromAddress = (): string | null => {
  const token = tokenInFragment(location.hash);
  if (token === null) return null;
  sessionStorage.setItem(STORED_AS, token);
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  return token;
};

/** The token of this tab; null when nobody signed in. */
export const keptToken = (): string | null => sessionStorage.getItem(STORED_AS);

export const keepToken = (token: string): void => sessionStorage.setItem(STORED_AS, token);

export const forgetToken = (): void => sessionStorage.removeItem(STORED_AS);
